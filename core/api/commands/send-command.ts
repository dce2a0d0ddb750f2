import * as z from 'zod';
import { MAX_COMMANDS } from '../../fleet/commands/run-request.ts';
import { startRun } from '../../fleet/commands/start-run.ts';
import { defineRoute, TAGS } from '../define-route.ts';
import { fleetIdInput } from '../read-input.ts';
import { checkTarget, confirmInput, readKey, targetInput, targetOf } from './command-input.ts';
import { sentCommand } from './command-shapes.ts';
import { answerSent, sendConfirmed, starterOf } from './send-confirmed.ts';

/** What a command itself may be, and how long it may take, is said where all commands are checked. */
const body = z
  .strictObject({
    command: z.string().optional(),
    commands: z
      .array(z.string())
      .min(1)
      .max(MAX_COMMANDS)
      .optional()
      .describe('Several, one after the other, instead of `command`; the answer names the first'),
    ...targetInput,
    fleetId: fleetIdInput.optional(),
    timeoutMs: z.int().optional(),
    confirm: confirmInput,
    byBotName: z.boolean().optional(),
  })
  .check(checkTarget, ({ value, issues }) => {
    if ((value.command === undefined) === (value.commands === undefined))
      issues.push({ code: 'custom', path: ['command'], message: 'give command or commands', input: value });
  });

/**
 * The same rules as in the fleet bot. What it makes is the audit: who, whence, what, to whom, with which result. Repeated with its key it
 * answers as before and sends nothing more.
 */
export const sendCommand = defineRoute({
  method: 'POST',
  path: '/api/commands',
  tag: TAGS.commands,
  summary: 'Send one command to terminals, a group, a tag or all',
  description:
    'Needs the header `Idempotency-Key`: the same key sends once. A dangerous command, and any to more than 20 terminals, is answered with 409 and the count, and sent when it comes again with `confirm`.',
  query: null,
  body,
  status: 202,
  answer: sentCommand,
  handle: async (call) => {
    const { body: wish, request, caller, address } = call;
    const commands = wish.commands ?? [wish.command ?? ''];
    const idempotencyKey = readKey(request);
    const run = await sendConfirmed(wish.confirm, commands.join('\n'), (confirmed) =>
      startRun(starterOf(call), {
        requester: { userId: caller.userId },
        source: 'api',
        address,
        fleetId: wish.fleetId,
        target: targetOf(wish),
        commands,
        byBotName: wish.byBotName ?? false,
        timeoutMs: wish.timeoutMs,
        idempotencyKey,
        confirmed,
      }),
    );
    return answerSent(run);
  },
});
