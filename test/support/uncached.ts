import type { UserCache } from '../../core/bot/users/user-store.ts';

/** A cache that remembers nothing: every read asks the database. */
export const uncached: UserCache = {
  getOrFetch: (_, { fetch }) => fetch(),
  delete: () => Promise.resolve(),
};
