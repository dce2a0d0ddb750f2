import * as z from 'zod';
import { INVITE_DAYS, INVITE_TOKEN_BYTES, makeInvite, withdrawInvites } from '../../fleet/sharing/invites.ts';
import { listOpenInvites, withdrawInvite } from '../../fleet/sharing/open-invites.ts';
import { audited } from '../audited.ts';
import { FLEET_BOT } from '../auth/access-tokens.ts';
import { requirePerson } from '../auth/not-by-key.ts';
import { tooMany } from '../auth/refusals.ts';
import { defineRoute, type RouteDefinition, TAGS } from '../define-route.ts';
import { acceptAndTell } from './accept-invite.ts';
import { acceptedInvite, inviteList, madeInvite } from './people-shapes.ts';
import { readFleetId } from './read-fleet-id.ts';

const DAY_MS = 86_400_000;

/** Somebody who tries links gets no further than this, here and at the bot together. */
const TRIES = { points: 10, perSeconds: 3600 };

const invite = defineRoute({
  method: 'POST',
  path: '/api/fleets/:id/invites',
  tag: TAGS.people,
  summary: `Make a link for one new member, good for ${INVITE_DAYS} days; for the owner`,
  query: null,
  body: z.strictObject({ role: z.enum(['operator', 'viewer']) }),
  status: 201,
  answer: madeInvite,
  handle: async (call) => {
    const { caller, now, parts } = call;
    requirePerson(caller);
    const { role } = call.body;
    const fleetId = readFleetId(call);
    const token = await audited(call, { action: 'fleet.invite', fleetId, subject: { role } }, (session) =>
      makeInvite(session, {
        fleetId,
        by: caller.userId,
        role,
        now,
        token: parts.randomBytes(INVITE_TOKEN_BYTES),
      }),
    );
    const username = await parts.fleetBot.readUsername();
    return {
      body: {
        token,
        link: username === undefined ? null : `https://t.me/${username}?start=join_${token}`,
        role,
        expiresAt: new Date(now.getTime() + INVITE_DAYS * DAY_MS),
      },
    };
  },
});

const readInvites = defineRoute({
  method: 'GET',
  path: '/api/fleets/:id/invites',
  tag: TAGS.people,
  summary: 'Links that nobody has used yet; for the owner',
  query: null,
  body: null,
  answer: inviteList,
  handle: async (call) => {
    const { caller, databases, now } = call;
    const fleetId = readFleetId(call);
    const invites = await databases.read('own-writes', (database) =>
      listOpenInvites(database, fleetId, caller.userId, now),
    );
    return { body: { invites } };
  },
});

const withdrawAll = defineRoute({
  method: 'DELETE',
  path: '/api/fleets/:id/invites',
  tag: TAGS.people,
  summary: 'Make all open links of a fleet worthless; for the owner',
  query: null,
  body: null,
  answer: z.strictObject({ withdrawn: z.int() }),
  handle: async (call) => {
    const fleetId = readFleetId(call);
    const withdrawn = await audited(call, { action: 'fleet.withdraw-invites', fleetId }, (session) =>
      withdrawInvites(session, fleetId, call.caller.userId),
    );
    return { body: { withdrawn } };
  },
});

const withdrawOne = defineRoute({
  method: 'DELETE',
  path: '/api/fleets/:id/invites/:inviteId',
  tag: TAGS.people,
  summary: 'Make one open link worthless; for the owner',
  query: null,
  body: null,
  answer: z.strictObject({ withdrawn: z.literal(1) }),
  handle: async (call) => {
    const fleetId = readFleetId(call);
    const id = call.params.inviteId ?? '';
    await audited(call, { action: 'fleet.withdraw-invites', fleetId, subject: { count: 1 } }, (session) =>
      withdrawInvite(session, fleetId, call.caller.userId, id),
    );
    return { body: { withdrawn: 1 as const } };
  },
});

const accept = defineRoute({
  method: 'POST',
  path: '/api/invites/accept',
  tag: TAGS.people,
  summary: 'Come into a fleet by the word of a link',
  description:
    'What stands after `join_` in the link. The fleet becomes the chosen one, and its owner is told.',
  query: null,
  body: z.strictObject({ token: z.string().min(1).max(64) }),
  answer: acceptedInvite,
  handle: async (call) => {
    const { caller, parts, body } = call;
    const taken = await parts.guard.take(
      `join:${FLEET_BOT}:${caller.userId}`,
      TRIES.points,
      TRIES.perSeconds,
    );
    if (!taken.ok)
      throw tooMany(
        `You have tried too many invitations. Try again in ${taken.retryAfterSeconds} s.`,
        taken.retryAfterSeconds,
      );
    const { fleetId, fleetName, role, wasMember } = await acceptAndTell(call, body.token);
    return { body: { fleetId, name: fleetName, role, wasMember } };
  },
});

export const inviteRoutes: readonly RouteDefinition[] = [
  invite,
  readInvites,
  withdrawAll,
  withdrawOne,
  accept,
];
