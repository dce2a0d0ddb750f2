import { ConfirmationNeededError, IdempotencyKeyReusedError } from '../fleet/commands/request-run.ts';
import { RunRequestInvalidError } from '../fleet/commands/run-request.ts';
import { PresetInvalidError, PresetNameTakenError, PresetUnknownError } from '../fleet/commands/presets.ts';
import { NothingToUndoError, RunNotAnnouncedError } from '../fleet/commands/start-run.ts';
import {
  FleetAmbiguousError,
  TargetEmptyError,
  TargetTooLargeError,
  TerminalsUnknownError,
} from '../fleet/commands/targets.ts';
import { FleetUnknownError, NotAllowedError } from '../fleet/terminals/fleets.ts';
import {
  AddressTakenError,
  FleetFullError,
  ImportUnknownError,
  NameTakenError,
  TerminalUnknownError,
} from '../fleet/terminals/refusals.ts';
import type { Problem } from '../http/answers.ts';
import { explainSignIn } from './auth/explain-sign-in.ts';
import { explainSharing } from './people/explain-sharing.ts';
import { explainStatistics } from './statistics/explain-statistics.ts';

/** What a refusal of the fleet's means over HTTP; undefined: the error is none of its. */
export function explainRefusal(error: unknown): Problem | undefined {
  if (error instanceof ConfirmationNeededError) return askToConfirm(error);
  if (error instanceof TerminalsUnknownError)
    return {
      ...TERMINAL_UNKNOWN,
      detail: 'Some of these terminals are not among those that you may command. Nothing was sent.',
      extra: { terminalIds: error.ids.slice(0, 100) },
    };
  if (error instanceof TerminalUnknownError) return TERMINAL_UNKNOWN;
  if (error instanceof NothingToUndoError)
    return {
      status: 422,
      title: 'Nothing to take back',
      detail:
        'There is no such command of your fleets, nothing is its opposite, or no terminal answered it. Nothing was sent.',
    };
  if (error instanceof PresetUnknownError)
    return {
      status: 404,
      title: 'No such preset',
      detail: 'There is no preset of this id in your fleets. `GET /api/presets` lists them.',
    };
  if (error instanceof PresetInvalidError)
    return { status: 400, title: 'Invalid request', detail: `${capital(error.message)}.` };
  if (error instanceof PresetNameTakenError)
    return {
      status: 409,
      title: 'Name taken',
      detail: 'The fleet has a preset of this name. Give another one.',
      extra: { errors: [{ field: 'name', message: 'the fleet has a preset of this name' }] },
    };
  if (error instanceof NameTakenError)
    return {
      status: 409,
      title: 'Name taken',
      detail: 'Another terminal of the fleet has this name. Give another one.',
      extra: { errors: [{ field: 'name', message: 'another terminal of the fleet has it' }] },
    };
  if (error instanceof AddressTakenError)
    return {
      status: 409,
      title: 'Address taken',
      detail: 'Another terminal has this host and port: terminals are told apart by them. Check both.',
      extra: { errors: [{ field: 'host', message: 'another terminal has this host and port' }] },
    };
  if (error instanceof FleetFullError)
    return { status: 422, title: 'Fleet is full', detail: `${capital(error.message)}.` };
  if (error instanceof ImportUnknownError)
    return {
      status: 404,
      title: 'No such import',
      detail: 'There is no such list of yours, or it is older than an hour. Check the list again.',
    };
  if (error instanceof FleetUnknownError)
    return {
      status: 404,
      title: 'No such fleet',
      detail: 'You are in no fleet of this id, or in none at all. `GET /api/me` names the fleets of yours.',
    };
  if (error instanceof NotAllowedError)
    return {
      status: 403,
      title: 'Not allowed',
      detail: `This needs the role ${error.needed} in the fleet. Its owner can give it to you.`,
      extra: { needed: error.needed },
    };
  if (error instanceof RunRequestInvalidError)
    return { status: 400, title: 'Invalid request', detail: `${capital(error.message)}.` };
  if (error instanceof IdempotencyKeyReusedError)
    return {
      status: 422,
      title: 'Key used before',
      detail: 'This `Idempotency-Key` was used for another command. Use a new key for each new command.',
    };
  if (error instanceof TargetEmptyError)
    return {
      status: 404,
      title: 'Nobody to send to',
      detail: 'There is no such group or tag, or all of its terminals are paused. Nothing was sent.',
    };
  if (error instanceof TargetTooLargeError)
    return { status: 422, title: 'Too many terminals', detail: `${capital(error.message)}.` };
  if (error instanceof FleetAmbiguousError)
    return {
      status: 409,
      title: 'Which fleet',
      detail: 'These terminals are in several fleets of yours. Name one as `fleetId`. Nothing was sent.',
    };
  if (error instanceof RunNotAnnouncedError)
    return {
      status: 503,
      title: 'Not sent',
      detail:
        'The command could not be handed over, and nothing was sent. Send it again with a new `Idempotency-Key`.',
      headers: { 'retry-after': '5' },
    };
  return explainSignIn(error) ?? explainSharing(error) ?? explainStatistics(error);
}

const TERMINAL_UNKNOWN: Problem = Object.freeze({
  status: 404,
  title: 'No such terminal',
  detail: 'There is no such terminal in your fleets, or it was removed. `GET /api/terminals` lists yours.',
});

function askToConfirm({ count, danger, command }: ConfirmationNeededError): Problem {
  const why = danger === 'always' ? 'This command is dangerous' : 'This command goes to many terminals';
  return {
    status: 409,
    title: 'Confirm',
    detail: `${why}. Send the same request with \`"confirm": ${count}\`, the number of terminals. Nothing was sent.`,
    extra: { count, danger, command },
  };
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
