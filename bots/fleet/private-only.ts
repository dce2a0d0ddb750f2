import type { FleetTurn } from './kit.ts';

/** What passwords may be written in is done where nobody else reads along; elsewhere the person is told so. */
export function isPrivate(turn: FleetTurn): boolean {
  if (!turn.chat.isPrivate) turn.notice(turn.t.plain('refusal.privateOnly'));
  return turn.chat.isPrivate;
}
