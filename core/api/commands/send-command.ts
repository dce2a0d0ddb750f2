import * as z from 'zod';
import { ConfirmationNeededError, type RequestedRun } from '../../fleet/commands/request-run.ts';
import type { RunRequest } from '../../fleet/commands/run-request.ts';
import { type RunStarter, startRun } from '../../fleet/commands/start-run.ts';
import { MAX_TARGETS, type Target } from '../../fleet/commands/targets.ts';
import { ProblemError } from '../../http/answers.ts';
import type { HttpRequest } from '../../http/http-request.ts';
import { defineRoute, TAGS } from '../define-route.ts';
import { fleetIdInput, wordsInput } from '../read-input.ts';
import { sentCommand } from './command-shapes.ts';

const TARGETS = ['terminalIds', 'group', 'tag', 'all'] as const;

/** What a command itself may be, and how long it may take, is said where all commands are checked. */
const body = z
  .strictObject({
    command: z.string(),
    terminalIds: z.array(z.int().positive()).min(1).max(MAX_TARGETS).optional(),
    group: wordsInput.optional(),
    tag: wordsInput.optional(),
    all: z.literal(true).optional(),
    fleetId: fleetIdInput.optional(),
    timeoutMs: z.int().optional(),
    /** To so many; `true`: to however many there are. */
    confirm: z.union([z.int().positive(), z.literal(true)]).optional(),
    byBotName: z.boolean().optional(),
  })
  .check(({ value, issues }) => {
    if (TARGETS.filter((name) => value[name] !== undefined).length !== 1)
      issues.push({ code: 'custom', path: [], message: `give one of ${TARGETS.join(', ')}`, input: value });
  });
type Body = z.infer<typeof body>;

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
  handle: async ({ body: wish, request, caller, address, databases, parts }) => {
    const starter = { database: databases.write, queue: parts.commandsQueue, newId: parts.newId };
    const { runId, terminals, isNew } = await startConfirmed(starter, wish, {
      requester: { userId: caller.userId },
      source: 'api',
      address,
      fleetId: wish.fleetId,
      target: targetOf(wish),
      commands: [wish.command],
      byBotName: wish.byBotName ?? false,
      timeoutMs: wish.timeoutMs,
      idempotencyKey: readKey(request),
    });
    return {
      body: { id: runId, terminals, isNew },
      headers: { location: `/api/commands/${runId}` },
    };
  },
});

async function startConfirmed(
  starter: RunStarter,
  { confirm, command }: Body,
  request: RunRequest,
): Promise<RequestedRun> {
  if (typeof confirm === 'number')
    return startRun(starter, { ...request, confirmed: { count: confirm, command } });
  try {
    return await startRun(starter, request);
  } catch (error) {
    if (confirm !== true || !(error instanceof ConfirmationNeededError)) throw error;
    // A program that says so does not want to be asked; people are shown the number first.
    const { count } = error;
    return startRun(starter, { ...request, confirmed: { count, command } });
  }
}

function targetOf({ terminalIds, group, tag }: Body): Target {
  if (terminalIds !== undefined) return { kind: 'terminals', ids: terminalIds };
  if (group !== undefined) return { kind: 'group', name: group };
  return tag === undefined ? { kind: 'all' } : { kind: 'tag', name: tag };
}

/** The bots' keys of the same person begin otherwise. */
const KEY_PREFIX = 'api:';
const KEY = /^[\x21-\x7e]{1,150}$/;

/** @throws ProblemError */
function readKey({ headers }: HttpRequest): string {
  const key = headers['idempotency-key'];
  if (key !== undefined && KEY.test(key)) return `${KEY_PREFIX}${key}`;
  throw new ProblemError({
    status: 400,
    title: key === undefined ? 'No Idempotency-Key' : 'Invalid Idempotency-Key',
    detail:
      'Send a header `Idempotency-Key` of 1 to 150 printable characters without a space, such as a UUID: a new one for each new command, the same one when you try again.',
  });
}
