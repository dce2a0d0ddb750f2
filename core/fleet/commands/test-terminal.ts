import type { RequestedRun } from './request-run.ts';
import type { RunRequest } from './run-request.ts';
import { type RunStarter, startRun } from './start-run.ts';

/** What shows whether a terminal hears us, and changes nothing: its answer is what it has open. */
export const TEST_COMMAND = 'lst';

/** Sends it to one terminal; what the terminal answers is told as of any command. @throws what `startRun` throws */
export function testTerminal(
  starter: RunStarter,
  { terminalId, ...request }: Omit<RunRequest, 'target' | 'commands'> & { readonly terminalId: number },
): Promise<RequestedRun> {
  return startRun(starter, {
    ...request,
    target: { kind: 'terminals', ids: [terminalId] },
    commands: [TEST_COMMAND],
  });
}
