import { ConfirmationNeededError, type RequestedRun } from '../../fleet/commands/request-run.ts';
import type { Confirmation } from '../../fleet/commands/run-request.ts';
import type { RunStarter } from '../../fleet/commands/start-run.ts';
import type { Call } from '../call.ts';

export function starterOf({ databases, parts }: Pick<Call, 'databases' | 'parts'>): RunStarter {
  return { database: databases.write, queue: parts.commandsQueue, newId: parts.newId };
}

/**
 * Sends with what was confirmed. A number confirms exactly so many terminals; who says `true` is a program that does not want to be asked.
 * @param command lines joined by a line feed; undefined: whatever the refusal names
 */
export async function sendConfirmed(
  confirm: number | true | undefined,
  command: string | undefined,
  send: (confirmed: Confirmation | undefined) => Promise<RequestedRun>,
): Promise<RequestedRun> {
  if (typeof confirm === 'number' && command !== undefined) return send({ count: confirm, command });
  try {
    return await send(undefined);
  } catch (error) {
    if (confirm === undefined || !(error instanceof ConfirmationNeededError)) throw error;
    if (confirm !== true && confirm !== error.count) throw error;
    return send({ count: error.count, command: error.command });
  }
}

/** What is answered to whoever has sent something. */
export function answerSent({ runId, terminals, isNew }: RequestedRun) {
  return {
    body: { id: runId, terminals, isNew },
    headers: { location: `/api/commands/${runId}` },
  };
}
