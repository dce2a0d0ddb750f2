import { UserStore, type UserStorePorts } from '../../core/bot/users/user-store.ts';
import { uncached } from './uncached.ts';

/** People on a real PostgreSQL, of whom nothing is remembered; nobody is an admin. */
export function openTestUsers(
  openDatabase: UserStorePorts['openDatabase'],
  change: Partial<UserStorePorts> = {},
): UserStore {
  return new UserStore({
    openDatabase,
    cache: uncached,
    isCacheShared: true,
    readAdminChats: () => Promise.resolve([]),
    nowMs: Date.now,
    ...change,
  });
}
