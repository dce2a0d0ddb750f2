import { NotAllowedError } from '../../core/fleet/terminals/fleets.ts';
import type { FleetTurn } from './kit.ts';
import type { FleetKey } from './texts.ts';

/**
 * Errors of the services by name. Their classes stand beside what touches the database, whose driver an update that asks nothing of it does
 * not load.
 */
const REASONS: Readonly<Record<string, FleetKey>> = {
  FleetUnknownError: 'refusal.fleetUnknown',
  TerminalUnknownError: 'refusal.terminalUnknown',
  TerminalsUnknownError: 'refusal.terminalUnknown',
  AddressTakenError: 'refusal.addressTaken',
  NameTakenError: 'refusal.nameTaken',
  FleetFullError: 'refusal.fleetFull',
  ImportUnknownError: 'refusal.importUnknown',
  TargetEmptyError: 'refusal.targetEmpty',
  TargetTooLargeError: 'refusal.targetTooLarge',
  RunRequestInvalidError: 'refusal.commandInvalid',
  IdempotencyKeyReusedError: 'refusal.alreadySent',
  RunNotAnnouncedError: 'refusal.notAnnounced',
  NothingToUndoError: 'refusal.nothingToUndo',
  PresetUnknownError: 'refusal.presetUnknown',
  PresetNameTakenError: 'refusal.presetNameTaken',
  PresetInvalidError: 'refusal.presetInvalid',
  TooManyInvitesError: 'refusal.tooManyInvites',
  MemberUnknownError: 'refusal.memberUnknown',
  OwnerCannotLeaveError: 'refusal.ownerCannotLeave',
};

/** What a refusal of the services means, in the person's words; undefined: the error is none of theirs. */
export function explainRefusal(turn: FleetTurn, error: unknown): string | undefined {
  if (error instanceof NotAllowedError)
    return turn.t.plain(error.needed === 'owner' ? 'refusal.ownerOnly' : 'refusal.operatorOnly');
  const key = error instanceof Error ? REASONS[error.name] : undefined;
  return key === undefined ? undefined : turn.t.plain(key);
}

/** Does what the person asked for; what the services refuse becomes a notice. */
export async function orExplain(turn: FleetTurn, work: () => Promise<void> | void): Promise<void> {
  try {
    await work();
  } catch (error) {
    const reason = explainRefusal(turn, error);
    if (reason === undefined) throw error;
    turn.notice(reason);
  }
}
