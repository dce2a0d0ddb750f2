import * as z from 'zod';
import { addTerminal } from '../../fleet/terminals/add-terminal.ts';
import {
  changeTerminal,
  removeTerminal,
  UNDO_REMOVAL_HOURS,
  undoRemoval,
} from '../../fleet/terminals/change-terminal.ts';
import { readTerminalCard } from '../../fleet/terminals/read-card.ts';
import { addedAct, changedAct, removedAct, restoredAct } from '../../fleet/terminals/terminal-acts.ts';
import { ProblemError } from '../../http/answers.ts';
import { noteAct } from '../audited.ts';
import { defineRoute, TAGS } from '../define-route.ts';
import { fleetIdInput } from '../read-input.ts';
import { nameNewFleet } from './new-fleet-name.ts';
import {
  hostInput,
  labelsInput,
  nameInput,
  noteInput,
  passwordInput,
  portInput,
  requireHost,
  terminalIdOf,
} from './terminal-input.ts';
import { addedTerminal, removedTerminal, terminalCard } from './terminal-shapes.ts';
import { testAdded } from './test-terminal.ts';

export const addTerminalRoute = defineRoute({
  method: 'POST',
  path: '/api/terminals',
  tag: TAGS.terminals,
  summary: 'Add a terminal',
  description:
    'To a fleet that you own; your first one makes it. The system listens to it within a second and asks it for its orders. With `test` it is asked at once whether it hears us: `GET /api/commands/{testRunId}` tells what came of it. Sent twice within two minutes it is added once.',
  query: null,
  body: z.strictObject({
    name: nameInput,
    host: hostInput,
    port: portInput,
    password: passwordInput.default(''),
    note: noteInput.optional(),
    groups: labelsInput.optional(),
    tags: labelsInput.optional(),
    fleetId: fleetIdInput.optional().describe('Default: the fleet of yours that you chose last'),
    test: z.boolean().default(false).describe('Ask it at once whether it hears us'),
  }),
  status: 201,
  answer: addedTerminal,
  handle: async (call) => {
    const { body, caller, databases, parts } = call;
    const { name, host, port, password, fleetId, test, ...details } = body;
    await requireHost(host, call);
    const added = await addTerminal(
      databases.write,
      {
        userId: caller.userId,
        newFleetName: await nameNewFleet(databases.write, caller.userId),
        fleetId,
        terminalKey: await parts.readTerminalKey(),
      },
      { name, host, port, password },
      details,
      noteAct(call, (added) => addedAct(added, { name, host, port })),
    );
    return {
      body: {
        id: added.terminalId,
        fleetId: added.fleetId,
        name,
        ...(test ? { testRunId: await testAdded(call, added.terminalId) } : {}),
      },
      headers: { location: `/api/terminals/${added.terminalId}` },
    };
  },
});

export const changeTerminalRoute = defineRoute({
  method: 'PATCH',
  path: '/api/terminals/:id',
  tag: TAGS.terminals,
  summary: 'Change a terminal; what is not named stays',
  query: null,
  body: z
    .strictObject({
      name: nameInput.optional(),
      host: hostInput.optional(),
      port: portInput.optional(),
      password: passwordInput.optional(),
      note: noteInput.optional().describe('Empty: none any more'),
      isEnabled: z.boolean().optional().describe('False: the system does not listen to it'),
      groups: labelsInput.optional().describe('All that it is in from now on'),
      tags: labelsInput.optional().describe('All that it has from now on'),
    })
    .refine((change) => Object.keys(change).length > 0, 'name something to change'),
  answer: terminalCard,
  handle: async (call) => {
    const { body, caller, databases, parts, now } = call;
    const { userId } = caller;
    const terminalId = terminalIdOf(call);
    if (body.host !== undefined) await requireHost(body.host, call);
    await changeTerminal(
      databases.write,
      { userId, terminalId, terminalKey: await parts.readTerminalKey() },
      body,
      noteAct(call, (inFleet) => changedAct(terminalId, body, inFleet)),
    );
    const card = await databases.read('own-writes', (database) =>
      readTerminalCard(database, userId, terminalId, now),
    );
    const { lastHeardAt, terminalId: id, ...rest } = card;
    return { body: { id, ...rest, lastSeenAt: lastHeardAt } };
  },
});

export const removeTerminalRoute = defineRoute({
  method: 'DELETE',
  path: '/api/terminals/:id',
  tag: TAGS.terminals,
  summary: 'Remove a terminal: nothing of it is listened to any more; its orders and history stay',
  description: `Needs \`confirm=true\`. Within ${UNDO_REMOVAL_HOURS} hours \`POST /api/terminals/{id}/restore\` brings it back as it was.`,
  query: z.strictObject({ confirm: z.literal('true').optional() }),
  body: null,
  answer: removedTerminal,
  handle: async (call) => {
    const { caller, databases, now, query } = call;
    const id = terminalIdOf(call);
    if (query.confirm === undefined) {
      const { name } = await databases.read('own-writes', (database) =>
        readTerminalCard(database, caller.userId, id, now),
      );
      throw new ProblemError({
        status: 409,
        title: 'Confirm',
        detail: `This removes the terminal ${name}. Ask again with \`?confirm=true\`. Nothing was changed.`,
        extra: { terminalId: id, name },
      });
    }
    const { name } = await removeTerminal(
      databases.write,
      caller.userId,
      id,
      now,
      noteAct(call, (inFleet) => removedAct(id, inFleet)),
    );
    return {
      body: { id, name, restoreUntil: new Date(now.getTime() + UNDO_REMOVAL_HOURS * 3_600_000) },
    };
  },
});

export const restoreTerminalRoute = defineRoute({
  method: 'POST',
  path: '/api/terminals/:id/restore',
  tag: TAGS.terminals,
  summary: `Bring a removed terminal back as it was, within ${UNDO_REMOVAL_HOURS} hours`,
  query: null,
  body: null,
  answer: z.strictObject({ id: z.int(), name: z.string() }),
  handle: async (call) => {
    const id = terminalIdOf(call);
    const { name } = await undoRemoval(
      call.databases.write,
      call.caller.userId,
      id,
      call.now,
      noteAct(call, (inFleet) => restoredAct(id, inFleet)),
    );
    return { body: { id, name } };
  },
});
