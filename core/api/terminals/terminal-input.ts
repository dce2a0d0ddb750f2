import * as z from 'zod';
import type { HostProblem } from '../../fleet/terminals/check-host.ts';
import {
  type FieldProblem,
  labelName,
  MAX_NOTE_CHARS,
  terminalHost,
  terminalName,
  terminalPassword,
} from '../../fleet/terminals/terminal-fields.ts';
import { TerminalUnknownError } from '../../fleet/terminals/refusals.ts';
import { ProblemError } from '../../http/answers.ts';
import type { Call } from '../call.ts';
import { readTerminalId } from '../read-input.ts';

/** What is wrong with a field, for people. */
export const FIELD_WORDS: Readonly<Record<FieldProblem, string>> = {
  empty: 'must not be empty',
  'too-long': 'is too long',
  'bad-characters': 'has characters that have no place there',
  'not-a-host': 'is a host name or an IPv4 address, without a scheme and a port',
  'not-a-port': 'is a whole number from 1 to 65535',
};

/** Why no terminal can be at a host. */
export const HOST_WORDS: Readonly<Record<HostProblem, string>> = {
  malformed: 'is neither a host name nor four numbers',
  forbidden: 'leads to an address where no terminal may be: loopback, link-local, multicast or reserved',
  'ipv6-only': 'has no IPv4 address; terminals speak UDP over IPv4',
  unknown: 'has no address: is the name spelled right?',
  'no-answer': 'is not answered by its name servers: try again, or give the IP address',
};

/** The words of `terminal-fields.ts` are keys; whoever asks over HTTP is told the sentence. */
function worded(schema: z.ZodType<string>) {
  return z.string().transform((text, context): string => {
    const parsed = schema.safeParse(text);
    if (parsed.success) return parsed.data;
    for (const { message } of parsed.error.issues)
      context.addIssue({ code: 'custom', message: isFieldProblem(message) ? FIELD_WORDS[message] : message });
    return z.NEVER;
  });
}

function isFieldProblem(word: string): word is FieldProblem {
  return word in FIELD_WORDS;
}

const MAX_LABELS = 20;

export const nameInput = worded(terminalName);
export const hostInput = worded(terminalHost);
export const portInput = z.int().min(1, FIELD_WORDS['not-a-port']).max(65_535, FIELD_WORDS['not-a-port']);
export const passwordInput = worded(terminalPassword).describe('Empty: it takes unsigned commands');
export const noteInput = z.string().trim().max(MAX_NOTE_CHARS);
export const labelInput = worded(labelName);
export const labelsInput = z.array(labelInput).max(MAX_LABELS);

/** @throws ProblemError when no terminal can be there */
export async function requireHost(host: string, { parts }: Pick<Call, 'parts'>): Promise<void> {
  const { checkHost } = await import('../../fleet/terminals/check-host.ts');
  const problem = await checkHost(host, parts.hosts);
  if (problem === undefined) return;
  throw new ProblemError({
    status: 400,
    title: 'Invalid request',
    detail: `The host ${HOST_WORDS[problem]}.`,
    extra: { errors: [{ field: 'host', message: HOST_WORDS[problem], is: problem }] },
  });
}

/** @throws TerminalUnknownError */
export function terminalIdOf({ params }: Pick<Call, 'params'>): number {
  const id = readTerminalId(params.id);
  if (id === undefined) throw new TerminalUnknownError('no such terminal');
  return id;
}
