import { RunNotAnnouncedError } from '../../fleet/commands/start-run.ts';
import { TEST_COMMAND, testTerminal } from '../../fleet/commands/test-terminal.ts';
import type { Call } from '../call.ts';
import { readKey } from '../commands/command-input.ts';
import { sentCommand } from '../commands/command-shapes.ts';
import { answerSent, starterOf } from '../commands/send-confirmed.ts';
import { defineRoute, TAGS } from '../define-route.ts';
import { terminalIdOf } from './terminal-input.ts';

export const testTerminalRoute = defineRoute({
  method: 'POST',
  path: '/api/terminals/:id/test',
  tag: TAGS.terminals,
  summary: 'Ask a terminal whether it hears us',
  description: `Sends \`${TEST_COMMAND}\` as \`POST /api/commands\` would, with its \`Idempotency-Key\`; what came of it is told by \`GET /api/commands/{id}\`.`,
  query: null,
  body: null,
  status: 202,
  answer: sentCommand,
  handle: async (call) => {
    const idempotencyKey = readKey(call.request);
    return answerSent(await send(call, terminalIdOf(call), idempotencyKey));
  },
});

/**
 * The first question to a terminal that was just added: asked once, however often the terminal is sent.
 * @returns the run's id; null when nothing was sent, since the queue does not answer: the terminal is there all the same
 */
export async function testAdded(call: Call, terminalId: number): Promise<string | null> {
  try {
    return (await send(call, terminalId, `api-added-${terminalId}`)).runId;
  } catch (error) {
    if (error instanceof RunNotAnnouncedError) return null;
    throw error;
  }
}

function send(call: Call, terminalId: number, idempotencyKey: string) {
  return testTerminal(starterOf(call), {
    requester: { userId: call.caller.userId },
    source: 'api',
    address: call.address,
    terminalId,
    idempotencyKey,
  });
}
