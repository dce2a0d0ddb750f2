import * as z from 'zod';
import { MAX_TARGETS, type Target } from '../../fleet/commands/targets.ts';
import { ProblemError } from '../../http/answers.ts';
import type { HttpRequest } from '../../http/http-request.ts';
import { wordsInput } from '../read-input.ts';

const TARGETS = ['terminalIds', 'group', 'tag', 'all'] as const;

/** Whom a command is for: one of these. */
export const targetInput = {
  terminalIds: z.array(z.int().positive()).min(1).max(MAX_TARGETS).optional(),
  group: wordsInput.optional(),
  tag: wordsInput.optional(),
  all: z.literal(true).optional(),
};

interface GivenTarget {
  readonly terminalIds?: readonly number[] | undefined;
  readonly group?: string | undefined;
  readonly tag?: string | undefined;
  readonly all?: true | undefined;
}

export function checkTarget({ value, issues }: z.core.ParsePayload<GivenTarget>): void {
  if (TARGETS.filter((name) => value[name] !== undefined).length !== 1)
    issues.push({ code: 'custom', path: [], message: `give one of ${TARGETS.join(', ')}`, input: value });
}

export function targetOf({ terminalIds, group, tag }: GivenTarget): Target {
  if (terminalIds !== undefined) return { kind: 'terminals', ids: terminalIds };
  if (group !== undefined) return { kind: 'group', name: group };
  return tag === undefined ? { kind: 'all' } : { kind: 'tag', name: tag };
}

export const confirmInput = z
  .union([z.int().positive(), z.literal(true)])
  .optional()
  .describe('To so many; `true`: to however many there are');

/** The bots' keys of the same person begin otherwise. */
const KEY_PREFIX = 'api:';
const KEY = /^[\x21-\x7e]{1,150}$/;

/** @throws ProblemError */
export function readKey({ headers }: Pick<HttpRequest, 'headers'>): string {
  const key = headers['idempotency-key'];
  if (key !== undefined && KEY.test(key)) return `${KEY_PREFIX}${key}`;
  throw new ProblemError({
    status: 400,
    title: key === undefined ? 'No Idempotency-Key' : 'Invalid Idempotency-Key',
    detail:
      'Send a header `Idempotency-Key` of 1 to 150 printable characters without a space, such as a UUID: a new one for each new command, the same one when you try again.',
  });
}
