import * as z from 'zod';
import type { Queryable } from '../../database/pool.ts';
import { describeCommand } from '../../fleet/commands/describe-command.ts';
import { firstPresetsAct, presetAct } from '../../fleet/commands/preset-acts.ts';
import {
  addFirstPresets,
  addPreset,
  changePreset,
  findPreset,
  listPresets,
  MAX_QUICK,
  type Preset,
  type PresetDone,
  removePreset,
} from '../../fleet/commands/presets.ts';
import { startRun } from '../../fleet/commands/start-run.ts';
import { listMemberships, requireRole } from '../../fleet/terminals/fleets.ts';
import { noteAct } from '../audited.ts';
import { defineRoute, type RouteDefinition, TAGS } from '../define-route.ts';
import { fleetIdInput } from '../read-input.ts';
import { checkTarget, confirmInput, readKey, targetInput, targetOf } from './command-input.ts';
import { sentCommand } from './command-shapes.ts';
import { presetAnswer, presetList } from './preset-shapes.ts';
import { answerSent, sendConfirmed, starterOf } from './send-confirmed.ts';

function describe(preset: Preset & { readonly fleetId: string }) {
  const { id, fleetId, name, commands, quickPosition } = preset;
  const isDangerous = commands.some((text) => describeCommand(text).danger === 'always');
  return { id, fleetId, name, commands, quickPosition, isDangerous };
}

const nameInput = z.string().max(200);
const commandsInput = z.array(z.string().max(60_000)).describe('1 to 20 lines');
const quickInput = z.int().min(1).max(MAX_QUICK).nullable();

const list = defineRoute({
  method: 'GET',
  path: '/api/presets',
  tag: TAGS.commands,
  summary: "Presets of the caller's fleets, quick ones first",
  query: z.strictObject({ fleetId: fleetIdInput.optional() }),
  body: null,
  answer: presetList,
  handle: async ({ query, caller: { userId }, databases }) => {
    // A person has made one and looks at the list.
    const presets = await databases.read('own-writes', async (database) => {
      const found = [];
      for (const fleetId of await fleetsOf(database, userId, query.fleetId))
        for (const preset of await listPresets(database, userId, fleetId)) found.push({ ...preset, fleetId });
      return found;
    });
    return { body: { presets: presets.map(describe) } };
  },
});

async function fleetsOf(
  database: Queryable,
  userId: number,
  fleetId: string | undefined,
): Promise<readonly string[]> {
  if (fleetId === undefined) return (await listMemberships(database, userId)).map((one) => one.fleetId);
  await requireRole(database, userId, fleetId, 'viewer');
  return [fleetId];
}

const add = defineRoute({
  method: 'POST',
  path: '/api/presets',
  tag: TAGS.commands,
  summary: 'Keep commands under a name; needs the role operator',
  query: null,
  body: z.strictObject({
    fleetId: fleetIdInput,
    name: nameInput,
    commands: commandsInput,
    quickPosition: quickInput.default(null),
  }),
  status: 201,
  answer: presetAnswer,
  handle: async (call) => {
    const { body, caller, databases } = call;
    const { fleetId, ...fields } = body;
    const { userId } = caller;
    const note = noteAct(call, (done: PresetDone) => presetAct('preset.add', done));
    const id = await addPreset(databases.write, userId, fleetId, fields, note);
    const made = await findPreset(databases.write, userId, id);
    return { body: describe(made), headers: { location: `/api/presets/${id}` } };
  },
});

const addFirst = defineRoute({
  method: 'POST',
  path: '/api/presets/first',
  tag: TAGS.commands,
  summary: 'Give a fleet without presets those that nearly everybody sends',
  query: null,
  body: z.strictObject({ fleetId: fleetIdInput }),
  answer: presetList,
  handle: async (call) => {
    const { body, caller, databases } = call;
    const { fleetId } = body;
    const { userId } = caller;
    const note = noteAct(call, (presets: number) => firstPresetsAct(fleetId, presets));
    await addFirstPresets(databases.write, userId, fleetId, note);
    const presets = await listPresets(databases.write, userId, fleetId);
    return { body: { presets: presets.map((preset) => describe({ ...preset, fleetId })) } };
  },
});

const change = defineRoute({
  method: 'PATCH',
  path: '/api/presets/:id',
  tag: TAGS.commands,
  summary: 'Change a preset; what is not named stays',
  query: null,
  body: z.strictObject({
    name: nameInput.optional(),
    commands: commandsInput.optional(),
    quickPosition: quickInput.optional(),
  }),
  answer: presetAnswer,
  handle: async (call) => {
    const { body, params, caller, databases } = call;
    const { userId } = caller;
    const id = params.id ?? '';
    const { name, commands, quickPosition } = await findPreset(databases.write, userId, id);
    const fields = {
      name: body.name ?? name,
      commands: body.commands ?? commands,
      quickPosition: body.quickPosition === undefined ? quickPosition : body.quickPosition,
    };
    const note = noteAct(call, (done: PresetDone) => presetAct('preset.change', done));
    await changePreset(databases.write, userId, id, fields, note);
    return { body: describe(await findPreset(databases.write, userId, id)) };
  },
});

const remove = defineRoute({
  method: 'DELETE',
  path: '/api/presets/:id',
  tag: TAGS.commands,
  summary: 'Remove a preset; the answer is what it was, to make it again',
  query: null,
  body: null,
  answer: presetAnswer,
  handle: async (call) => {
    const { params, caller, databases } = call;
    const note = noteAct(call, (done: PresetDone) => presetAct('preset.remove', done));
    return { body: describe(await removePreset(databases.write, caller.userId, params.id ?? '', note)) };
  },
});

const run = defineRoute({
  method: 'POST',
  path: '/api/presets/:id/run',
  tag: TAGS.commands,
  summary: 'Send the commands of a preset, one after the other',
  description:
    'As `POST /api/commands`, with its `Idempotency-Key` and `confirm`. The answer names the first command; `nextId` of each names the one that follows.',
  query: null,
  body: z
    .strictObject({ ...targetInput, timeoutMs: z.int().optional(), confirm: confirmInput })
    .check(checkTarget),
  status: 202,
  answer: sentCommand,
  handle: async (call) => {
    const { body, params, request, caller, address, databases } = call;
    const { fleetId, commands } = await findPreset(databases.write, caller.userId, params.id ?? '');
    const idempotencyKey = readKey(request);
    const sent = await sendConfirmed(body.confirm, commands.join('\n'), (confirmed) =>
      startRun(starterOf(call), {
        requester: { userId: caller.userId },
        source: 'api',
        address,
        fleetId,
        target: targetOf(body),
        commands,
        timeoutMs: body.timeoutMs,
        idempotencyKey,
        confirmed,
      }),
    );
    return answerSent(sent);
  },
});

export const presetRoutes: readonly RouteDefinition[] = [list, add, addFirst, change, remove, run];
