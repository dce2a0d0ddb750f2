import * as z from 'zod';
import { undoRun } from '../../fleet/commands/start-run.ts';
import { defineRoute, TAGS } from '../define-route.ts';
import { confirmInput, readKey } from './command-input.ts';
import { sentCommand } from './command-shapes.ts';
import { answerSent, sendConfirmed, starterOf } from './send-confirmed.ts';

export const undoCommand = defineRoute({
  method: 'POST',
  path: '/api/commands/:id/undo',
  tag: TAGS.commands,
  summary: 'Take a command back: send its opposite to the terminals that answered',
  description:
    'For commands that have an opposite: `undo` of `GET /api/commands/{id}` is its text. Needs the header `Idempotency-Key`, and `confirm` as `POST /api/commands`.',
  query: null,
  body: z.strictObject({ confirm: confirmInput, timeoutMs: z.int().optional() }),
  status: 202,
  answer: sentCommand,
  handle: async (call) => {
    const { body, request, params, caller, address } = call;
    const idempotencyKey = readKey(request);
    const run = await sendConfirmed(body.confirm, undefined, (confirmed) =>
      undoRun(starterOf(call), {
        userId: caller.userId,
        runId: params.id ?? '',
        source: 'api',
        address,
        idempotencyKey,
        confirmed,
        timeoutMs: body.timeoutMs,
      }),
    );
    return answerSent(run);
  },
});
