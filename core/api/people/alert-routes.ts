import * as z from 'zod';
import { inTransaction } from '../../database/pool.ts';
import {
  type AlertSettings,
  readAlertSettings,
  writeAlertSettings,
} from '../../fleet/alerts/alert-settings.ts';
import { defineRoute, type RouteDefinition, TAGS } from '../define-route.ts';
import { alertSettings } from './people-shapes.ts';
import { readFleetId } from './read-fleet-id.ts';

/** As the bot takes them: below it an amount would be written with an exponent. */
const LEAST_LOSS = 0.00001;
const MOST_LOSS = 1_000_000_000;

const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'HH:MM, from 00:00 to 23:59');

const settingsBody = z.strictObject({
  silent: z.boolean(),
  apiErrors: z.boolean(),
  lossLimit: z
    .string()
    .regex(/^\d{1,10}(\.\d{1,8})?$/, 'digits, with a point')
    .refine((text) => Number(text) >= LEAST_LOSS && Number(text) <= MOST_LOSS, 'from 0.00001 to 1000000000')
    .nullable()
    .describe('Decimal text; null: never'),
  lossCurrency: z.string().regex(/^[A-Za-z0-9]{1,10}$/, '1 to 10 letters and digits, such as USDT'),
  quiet: z
    .strictObject({ from: clock, to: clock })
    .refine(({ from, to }) => from !== to, 'the end has to differ from the beginning')
    .nullable(),
});

const readSettings = defineRoute({
  method: 'GET',
  path: '/api/fleets/:id/alert-settings',
  tag: TAGS.people,
  summary: 'What the caller is told of a fleet by the bot',
  query: null,
  body: null,
  answer: alertSettings,
  handle: async (call) => {
    const { caller, databases } = call;
    const fleetId = readFleetId(call);
    const settings = await databases.read('own-writes', (database) =>
      readAlertSettings(database, fleetId, caller.userId),
    );
    return { body: describe(settings) };
  },
});

const writeSettings = defineRoute({
  method: 'PUT',
  path: '/api/fleets/:id/alert-settings',
  tag: TAGS.people,
  summary: 'Change what the caller is told of a fleet; for them alone',
  query: null,
  body: settingsBody,
  answer: alertSettings,
  handle: async (call) => {
    const { body, caller, databases } = call;
    const fleetId = readFleetId(call);
    const settings: AlertSettings = {
      ...body,
      lossLimit: body.lossLimit ?? undefined,
      quiet: body.quiet ?? undefined,
    };
    await inTransaction(databases.write, (session) =>
      writeAlertSettings(session, fleetId, caller.userId, settings),
    );
    return { body: describe(settings) };
  },
});

function describe({ lossLimit, quiet, ...settings }: AlertSettings): z.output<typeof alertSettings> {
  return { ...settings, lossLimit: lossLimit ?? null, quiet: quiet ?? null };
}

export const alertRoutes: readonly RouteDefinition[] = [readSettings, writeSettings];
