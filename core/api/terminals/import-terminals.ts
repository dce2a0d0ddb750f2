import * as z from 'zod';
import { dropImport, planImport, runImport } from '../../fleet/terminals/import-terminals.ts';
import { type ListPlan, MAX_IMPORTED, planList } from '../../fleet/terminals/plan-list.ts';
import type { TerminalsCsv } from '../../fleet/terminals/read-terminals-csv.ts';
import { ImportUnknownError } from '../../fleet/terminals/refusals.ts';
import { importedAct } from '../../fleet/terminals/terminal-acts.ts';
import { ProblemError } from '../../http/answers.ts';
import { noteAct } from '../audited.ts';
import { tooMany } from '../auth/refusals.ts';
import type { Call } from '../call.ts';
import { defineRoute, TAGS } from '../define-route.ts';
import { nameNewFleet } from './new-fleet-name.ts';
import { FIELD_WORDS, HOST_WORDS } from './terminal-input.ts';
import { importDone, importPreview, type importProblem } from './terminal-shapes.ts';

/** 5,000 lines of 200 characters. */
const MAX_LIST_BYTES = 1024 * 1024;
const MAX_PROBLEMS_TOLD = 200;

/** Of one person: each may ask name servers for thousands of hosts. */
const LISTS = { points: 60, perSeconds: 3600 };

const text = z.string().max(1_000);
const rowInput = z.strictObject({
  name: text,
  host: text,
  port: z.union([text, z.int()]),
  password: text.default(''),
  groups: z.array(text).default([]),
  tags: z.array(text).default([]),
});

const listInput = z
  .strictObject({
    csv: z
      .string()
      .optional()
      .describe('With the header `name,host,port,password`, and `groups,tags` if wanted'),
    terminals: z.array(rowInput).max(MAX_IMPORTED).optional(),
  })
  .refine(({ csv, terminals }) => (csv === undefined) !== (terminals === undefined), 'give csv or terminals');

export const planImportRoute = defineRoute({
  method: 'POST',
  path: '/api/terminals/import',
  tag: TAGS.terminals,
  summary: 'Check a list of terminals, and see what it would do',
  description:
    'Nothing is changed: the good lines wait for an hour under `importId`. A name that your fleet has is changed, the others are added; a line without a password leaves the one that is known.',
  maxBodyBytes: MAX_LIST_BYTES,
  query: null,
  body: listInput,
  answer: importPreview,
  handle: async ({ body, caller, databases, parts }) => {
    const taken = await parts.guard.take(`lists:api:${caller.userId}`, LISTS.points, LISTS.perSeconds);
    if (!taken.ok)
      throw tooMany(
        `You have checked too many lists. Check the next one in ${taken.retryAfterSeconds} s.`,
        taken.retryAfterSeconds,
      );
    const list = await readList(body);
    const terminalKey = await parts.readTerminalKey();
    const plan = await planList(list, parts.hosts, (lines) =>
      planImport(databases.write, { userId: caller.userId, terminalKey }, parts.newId(), lines),
    );
    const { importId, added, changed, same } = plan;
    const problems = describeProblems(plan);
    return {
      body: {
        importId,
        added,
        changed,
        same,
        problemCount: problems.length,
        problems: problems.slice(0, MAX_PROBLEMS_TOLD),
      },
    };
  },
});

export const runImportRoute = defineRoute({
  method: 'POST',
  path: '/api/terminals/import/:importId',
  tag: TAGS.terminals,
  summary: 'Do a list that was checked: all of it, or nothing',
  description: 'Asked again it changes nothing and says what it did.',
  query: null,
  body: null,
  answer: importDone,
  handle: async (call) => {
    const { caller, databases } = call;
    const newFleetName = await nameNewFleet(databases.write, caller.userId);
    return {
      body: await runImport(
        databases.write,
        { userId: caller.userId, newFleetName },
        importIdOf(call),
        noteAct(call, importedAct),
      ),
    };
  },
});

export const dropImportRoute = defineRoute({
  method: 'DELETE',
  path: '/api/terminals/import/:importId',
  tag: TAGS.terminals,
  summary: 'Forget a list that was checked',
  query: null,
  body: null,
  answer: z.strictObject({}),
  handle: async (call) => {
    await dropImport(call.databases.write, call.caller.userId, importIdOf(call));
    return { body: {} };
  },
});

/** @throws ImportUnknownError */
function importIdOf({ params }: Pick<Call, 'params'>): string {
  const id = z.uuid().safeParse(params.importId);
  if (!id.success) throw new ImportUnknownError('no such import');
  return id.data;
}

/** @throws ProblemError when nothing of the list can be read */
async function readList({ csv = '', terminals }: z.infer<typeof listInput>): Promise<TerminalsCsv> {
  const [{ checkLines, readTerminalsCsv }, { CsvHeaderInvalidError, CsvTooLongError }] = await Promise.all([
    // The CSV parser is for imports only.
    import('../../fleet/terminals/read-terminals-csv.ts'),
    import('../../fleet/terminals/csv-errors.ts'),
  ]);
  if (terminals !== undefined)
    return checkLines(
      terminals.map(({ port, groups, tags, ...row }, index) => ({
        line: index + 1,
        fields: { ...row, port: String(port), groups: groups.join(';'), tags: tags.join(';') },
      })),
    );
  try {
    return readTerminalsCsv(csv, MAX_IMPORTED);
  } catch (error) {
    if (error instanceof CsvHeaderInvalidError)
      throw new ProblemError({
        status: 400,
        title: 'Invalid request',
        detail:
          'The first line has to name the columns: `name,host,port,password`, and `groups,tags` if wanted.',
      });
    if (error instanceof CsvTooLongError)
      throw new ProblemError({
        status: 413,
        title: 'Too large',
        detail: `A list has at most ${error.maxLines} terminals. Import it in parts.`,
      });
    throw error;
  }
}

type ImportProblem = z.infer<typeof importProblem>;

function describeProblems({ problems, takenLines }: ListPlan): ImportProblem[] {
  const described = problems.map(({ line, problem }): ImportProblem => {
    switch (problem.kind) {
      case 'field':
        return {
          line,
          kind: 'field',
          field: problem.column,
          is: problem.is,
          message: `${problem.column} ${FIELD_WORDS[problem.is]}`,
        };
      case 'host':
        return {
          line,
          kind: 'host',
          field: 'host',
          is: problem.is,
          message: `${problem.host} ${HOST_WORDS[problem.is]}`,
        };
      case 'repeated':
        return {
          line,
          kind: 'repeated',
          field: problem.what === 'name' ? 'name' : 'host',
          is: null,
          message: `the ${problem.what} ${problem.value} is in line ${problem.firstLine} already`,
        };
      case 'unreadable':
        return {
          line,
          kind: 'unreadable',
          field: null,
          is: null,
          message: 'has other columns than the header, or a quote that is not closed',
        };
    }
  });
  const taken = takenLines.map((line): ImportProblem => ({
    line,
    kind: 'address-taken',
    field: 'host',
    is: null,
    message: 'another terminal has this host and port',
  }));
  return [...described, ...taken].sort((one, other) => one.line - other.line);
}
