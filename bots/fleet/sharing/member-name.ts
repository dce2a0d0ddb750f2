import type { Member } from '../../../core/fleet/sharing/members.ts';

/** `Ada @ada`; of whom nothing is known, Telegram's id. */
export function memberName({
  userId,
  firstName,
  username,
}: Pick<Member, 'userId' | 'firstName' | 'username'>): string {
  const parts = [firstName, username === undefined ? undefined : `@${username}`].filter(
    (part) => part !== undefined && part !== '',
  );
  return parts.length === 0 ? `id ${userId}` : parts.join(' ');
}
