import { platformTexts } from '../i18n/platform-texts.ts';
import type { BuiltinTurn } from './kit.ts';

/** @returns true when the person is no admin: they were told what they are told of any command that there is not */
export function refuseOthers(turn: BuiltinTurn): boolean {
  if (turn.user.isAdmin) return false;
  turn.notice(platformTexts.in(turn.user.language).plain('unknownCommand'));
  return true;
}
