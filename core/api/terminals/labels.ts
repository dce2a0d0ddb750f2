import * as z from 'zod';
import type { Queryable } from '../../database/pool.ts';
import { MAX_TARGETS } from '../../fleet/commands/targets.ts';
import { requireRole } from '../../fleet/terminals/fleets.ts';
import {
  type LabelKind,
  listLabelsOfPerson,
  relabelTerminals,
  removeLabel,
  renameLabel,
} from '../../fleet/terminals/labels.ts';
import { labelledAct, labelRemovedAct, labelRenamedAct } from '../../fleet/terminals/terminal-acts.ts';
import { ProblemError } from '../../http/answers.ts';
import { noteAct } from '../audited.ts';
import { defineRoute, type RouteDefinition, TAGS } from '../define-route.ts';
import { fleetIdInput } from '../read-input.ts';
import { labelInput, labelsInput } from './terminal-input.ts';
import { labelledCount, labelList } from './terminal-shapes.ts';

const byKind = z.strictObject({ groups: labelsInput.optional(), tags: labelsInput.optional() });

export const labelTerminalsRoute = defineRoute({
  method: 'POST',
  path: '/api/terminals/labels',
  tag: TAGS.terminals,
  summary: 'Put groups and tags on many terminals at once, or take them off',
  description: 'All of it, or nothing. A new name makes the group or tag; its last terminal takes it along.',
  maxBodyBytes: 256 * 1024,
  query: null,
  body: z.strictObject({
    terminalIds: z.array(z.int().positive()).min(1).max(MAX_TARGETS),
    add: byKind.optional(),
    remove: byKind.optional(),
  }),
  answer: labelledCount,
  handle: async (call) => {
    const { terminalIds, add, remove } = call.body;
    const changes = [
      ...changesOf(add, true),
      // What is named in both is put on: a change has no order of its own.
      ...changesOf(remove, false).filter(
        ({ kind, name }) =>
          !changesOf(add, true).some(
            (one) => one.kind === kind && one.name.toLowerCase() === name.toLowerCase(),
          ),
      ),
    ];
    const wordsOf = (isOn: boolean): string[] =>
      changes.filter((change) => change.isOn === isOn).map(({ kind, name }) => `${kind} ${name}`);
    await relabelTerminals(
      call.databases.write,
      call.caller.userId,
      terminalIds,
      changes,
      noteAct(call, (done) => labelledAct(done, { on: wordsOf(true), off: wordsOf(false) })),
    );
    return { body: { terminals: new Set(terminalIds).size } };
  },
});

function changesOf(labels: z.infer<typeof byKind> | undefined, isOn: boolean) {
  const ofKind = (kind: LabelKind, names: readonly string[] = []) =>
    names.map((name) => ({ kind, name, isOn }));
  return [...ofKind('group', labels?.groups), ...ofKind('tag', labels?.tags)];
}

/** List, rename and remove, of groups or of tags. */
function routesOf(kind: LabelKind): readonly RouteDefinition[] {
  const path = `/api/${kind}s`;
  const nameOf = (params: Readonly<Record<string, string | undefined>>): string => {
    const parsed = labelInput.safeParse(params.name);
    if (!parsed.success) throw unknown(kind);
    return parsed.data;
  };
  return [
    defineRoute({
      method: 'GET',
      path,
      tag: TAGS.terminals,
      summary: `The ${kind}s of the caller's fleets, with how many terminals each has`,
      query: z.strictObject({ fleetId: fleetIdInput.optional() }),
      body: null,
      answer: labelList,
      handle: async ({ query: { fleetId }, caller, databases }) => {
        const read = async (database: Queryable) => {
          if (fleetId !== undefined) await requireRole(database, caller.userId, fleetId, 'viewer');
          return listLabelsOfPerson(database, caller.userId, fleetId, kind);
        };
        return { body: { labels: await databases.read('recent', read) } };
      },
    }),
    defineRoute({
      method: 'PATCH',
      path: `${path}/:name`,
      tag: TAGS.terminals,
      summary: `Rename a ${kind}; when the new name is another one's, the two become one`,
      query: null,
      body: z.strictObject({ fleetId: fleetIdInput, name: labelInput }),
      answer: labelledCount,
      handle: async (call) => {
        const { fleetId, name: newName } = call.body;
        const name = nameOf(call.params);
        const terminals = await renameLabel(
          call.databases.write,
          { userId: call.caller.userId, fleetId, kind, name },
          newName,
          noteAct(call, (count) => labelRenamedAct(kind, { fleetId, terminals: count }, name, newName)),
        );
        if (terminals === 0) throw unknown(kind);
        return { body: { terminals } };
      },
    }),
    defineRoute({
      method: 'DELETE',
      path: `${path}/:name`,
      tag: TAGS.terminals,
      summary: `Take a ${kind} off all its terminals`,
      query: z.strictObject({ fleetId: fleetIdInput }),
      body: null,
      answer: labelledCount,
      handle: async (call) => {
        const { fleetId } = call.query;
        const name = nameOf(call.params);
        const terminals = await removeLabel(
          call.databases.write,
          { userId: call.caller.userId, fleetId, kind, name },
          noteAct(call, (count) => labelRemovedAct(kind, { fleetId, terminals: count }, name)),
        );
        if (terminals === 0) throw unknown(kind);
        return { body: { terminals } };
      },
    }),
  ];
}

function unknown(kind: LabelKind): ProblemError {
  return new ProblemError({
    status: 404,
    title: `No such ${kind}`,
    detail: `No terminal of this fleet has it. \`GET /api/${kind}s\` lists those that there are.`,
  });
}

export const labelRoutes: readonly RouteDefinition[] = [
  labelTerminalsRoute,
  ...routesOf('group'),
  ...routesOf('tag'),
];
