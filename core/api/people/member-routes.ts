import * as z from 'zod';
import type { Act } from '../../bot/note-act.ts';
import type { Session } from '../../database/pool.ts';
import {
  changeRole,
  giveFleet,
  leaveFleet,
  listMembers,
  MemberUnknownError,
  removeMember,
} from '../../fleet/sharing/members.ts';
import { renameFleet } from '../../fleet/terminals/fleets.ts';
import { ProblemError } from '../../http/answers.ts';
import { audited } from '../audited.ts';
import { requirePerson } from '../auth/not-by-key.ts';
import type { Call } from '../call.ts';
import { defineRoute, type RouteDefinition, TAGS } from '../define-route.ts';
import { wordsInput } from '../read-input.ts';
import { memberList } from './people-shapes.ts';
import { readFleetId } from './read-fleet-id.ts';

const done = z.strictObject({ done: z.literal(true) });

/** Of which there is nothing to tell but that it is done. */
async function act(call: Call, what: Act, work: (session: Session) => Promise<unknown>) {
  await audited(call, what, work);
  return { body: { done: true as const } };
}

const rename = defineRoute({
  method: 'PATCH',
  path: '/api/fleets/:id',
  tag: TAGS.people,
  summary: 'Rename a fleet; for its owner',
  query: null,
  body: z.strictObject({ name: wordsInput }),
  answer: done,
  handle: async (call) => {
    const fleetId = readFleetId(call);
    const { name } = call.body;
    return act(call, { action: 'fleet.rename', fleetId, subject: { name } }, (session) =>
      renameFleet(session, call.caller.userId, fleetId, name),
    );
  },
});

const readMembers = defineRoute({
  method: 'GET',
  path: '/api/fleets/:id/members',
  tag: TAGS.people,
  summary: 'Who sees and commands a fleet',
  query: null,
  body: null,
  answer: memberList,
  handle: async (call) => {
    const { caller, databases } = call;
    const fleetId = readFleetId(call);
    const members = await databases.read('own-writes', (database) =>
      listMembers(database, fleetId, caller.userId),
    );
    return {
      body: {
        members: members.map(({ userId, role, firstName, username, addedAt }) => ({
          userId,
          name: firstName ?? null,
          username: username ?? null,
          role,
          addedAt,
          isYou: userId === caller.userId,
        })),
      },
    };
  },
});

const changeMember = defineRoute({
  method: 'PATCH',
  path: '/api/fleets/:id/members/:userId',
  tag: TAGS.people,
  summary: "Change a member's role; for the owner",
  query: null,
  body: z.strictObject({ role: z.enum(['operator', 'viewer']) }),
  answer: done,
  handle: async (call) => {
    requirePerson(call.caller);
    const { role } = call.body;
    const { fleetId, member } = readMember(call);
    return act(call, { action: 'fleet.change-role', fleetId, subject: { member, role } }, (session) =>
      changeRole(session, fleetId, call.caller.userId, member, role),
    );
  },
});

const takeOut = defineRoute({
  method: 'DELETE',
  path: '/api/fleets/:id/members/:userId',
  tag: TAGS.people,
  summary: 'Take a member out of a fleet; for the owner',
  query: null,
  body: null,
  answer: done,
  handle: async (call) => {
    const { fleetId, member } = readMember(call);
    return act(call, { action: 'fleet.remove-member', fleetId, subject: { member } }, (session) =>
      removeMember(session, fleetId, call.caller.userId, member),
    );
  },
});

const give = defineRoute({
  method: 'PUT',
  path: '/api/fleets/:id/owner',
  tag: TAGS.people,
  summary: 'Give a fleet to a member: its owner becomes an operator',
  description: 'Only the new owner can give it back.',
  query: null,
  body: z.strictObject({ userId: z.int().positive(), confirm: z.literal(true) }),
  answer: done,
  handle: async (call) => {
    requirePerson(call.caller);
    const fleetId = readFleetId(call);
    const member = call.body.userId;
    return act(call, { action: 'fleet.give', fleetId, subject: { member } }, (session) =>
      giveFleet(session, fleetId, call.caller.userId, member),
    );
  },
});

const leave = defineRoute({
  method: 'POST',
  path: '/api/fleets/:id/leave',
  tag: TAGS.people,
  summary: 'Leave a fleet; its owner gives it to somebody first',
  query: null,
  body: null,
  answer: done,
  handle: async (call) => {
    const fleetId = readFleetId(call);
    return act(call, { action: 'fleet.leave', fleetId }, (session) =>
      leaveFleet(session, fleetId, call.caller.userId),
    );
  },
});

/** @throws FleetUnknownError, MemberUnknownError; ProblemError for the caller themselves */
function readMember(call: Call): { readonly fleetId: string; readonly member: number } {
  const fleetId = readFleetId(call);
  const text = call.params.userId ?? '';
  if (!/^[1-9]\d{0,15}$/.test(text)) throw new MemberUnknownError('no such member');
  const member = Number(text);
  if (member === call.caller.userId)
    throw new ProblemError({
      status: 409,
      title: 'That is you',
      detail:
        'Nobody changes their own role or takes themselves out. POST /api/fleets/{id}/leave leaves a fleet, PUT /api/fleets/{id}/owner gives it away.',
    });
  return { fleetId, member };
}

export const memberRoutes: readonly RouteDefinition[] = [
  rename,
  readMembers,
  changeMember,
  takeOut,
  give,
  leave,
];
