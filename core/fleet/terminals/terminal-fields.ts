import * as z from 'zod';

/**
 * What a terminal is entered as; the same by chat, by file and by API. Issues carry a word of `FieldProblem` as their message: who shows
 * them says it in the person's language.
 */
export const FIELD_PROBLEMS = ['empty', 'too-long', 'bad-characters', 'not-a-host', 'not-a-port'] as const;
export type FieldProblem = (typeof FIELD_PROBLEMS)[number];

export const MAX_NAME_CHARS = 100;
export const MAX_NOTE_CHARS = 500;
export const MAX_LABEL_CHARS = 50;
/** As many as one command may reach. */
export const MAX_TERMINALS_OF_FLEET = 10_000;

const CONTROL = /\p{Cc}/u;

const oneLine = (max: number) =>
  z
    .string()
    .trim()
    .min(1, 'empty')
    .max(max, 'too-long')
    .refine((text) => !CONTROL.test(text), 'bad-characters');

export const terminalName = oneLine(MAX_NAME_CHARS);

/** A name or an address; who resolves it is `checkHost`. No scheme, port or space. */
export const terminalHost = z
  .string()
  .trim()
  .min(1, 'empty')
  .max(253, 'too-long')
  .regex(/^[A-Za-z0-9_.:-]+$/, 'not-a-host');

export const terminalPort = z
  .string()
  .trim()
  .regex(/^\d{1,5}$/, 'not-a-port')
  .transform(Number)
  .refine((port) => port >= 1 && port <= 65_535, 'not-a-port');

/** Empty: the terminal takes unsigned commands. Spaces belong to it. */
export const terminalPassword = z
  .string()
  .max(200, 'too-long')
  .refine((text) => !CONTROL.test(text), 'bad-characters');

/** Name of a group or a tag; `;` stands between them in files. */
export const labelName = oneLine(MAX_LABEL_CHARS).refine((text) => !/[;,|]/.test(text), 'bad-characters');

/** A terminal as a person enters it. */
export interface TerminalEntry {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  /** Empty: the terminal takes unsigned commands. */
  readonly password: string;
}
