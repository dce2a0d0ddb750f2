import * as z from 'zod';
import { isTimeZone } from '../../bot/format/time-zone.ts';
import { chooseFleet, listMemberships } from '../../fleet/terminals/fleets.ts';
import type { Call } from '../call.ts';
import { defineRoute, type RouteDefinition, TAGS } from '../define-route.ts';
import { fleetIdInput } from '../read-input.ts';
import { me } from './people-shapes.ts';
import { readPerson } from './read-person.ts';

const readMe = defineRoute({
  method: 'GET',
  path: '/api/me',
  tag: TAGS.people,
  summary: 'Who the caller is, and the fleets that they are in',
  query: null,
  body: null,
  answer: me,
  handle: async (call) => ({ body: await describeMe(call) }),
});

const changeMe = defineRoute({
  method: 'PATCH',
  path: '/api/me',
  tag: TAGS.people,
  summary: "The caller's language, time zone, or the fleet that the bot shows; answers as GET does",
  query: null,
  body: z.strictObject({
    language: z.enum(['en', 'ru']).optional(),
    timeZone: z.string().max(64).refine(isTimeZone, 'an IANA name, such as Europe/Berlin').optional(),
    chosenFleetId: fleetIdInput.optional(),
  }),
  answer: me,
  handle: async (call) => {
    const { caller, parts, databases } = call;
    const { language, timeZone, chosenFleetId } = call.body;
    // The first that may be refused comes first.
    if (chosenFleetId !== undefined) await chooseFleet(databases.write, caller.userId, chosenFleetId);
    if (language !== undefined) await parts.users.chooseLanguage(caller.userId, language);
    if (timeZone !== undefined) await parts.users.chooseTimeZone(caller.userId, timeZone);
    return { body: await describeMe(call) };
  },
});

async function describeMe({ caller: { userId }, databases, parts }: Call): Promise<z.output<typeof me>> {
  // Who has just signed in for the first time is not at the replica yet.
  const { person, fleets } = await databases.read('own-writes', async (database) => ({
    person: await readPerson(database, userId),
    fleets: await listMemberships(database, userId),
  }));
  return {
    id: userId,
    ...person,
    isAdministrator: await parts.isAdministrator(userId),
    fleets: fleets.map(({ fleetName, ...fleet }) => ({ ...fleet, name: fleetName })),
  };
}

export const meRoutes: readonly RouteDefinition[] = [readMe, changeMe];
