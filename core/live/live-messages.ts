import * as z from 'zod';
import { RESULT_STATES } from '../fleet/commands/result-states.ts';
import { TERMINAL_STATES } from '../fleet/terminals/terminal-state.ts';

/**
 * What is said over the live socket, in both directions. Every message tells the newest state of one thing and names the thing by its key, so
 * that a later one replaces an earlier one: a slow reader is told the newest and never a queue, and hearing a message twice changes nothing.
 */

/** Largest number of topics of a connection. */
export const MAX_TOPICS = 50;

/**
 * `fleet`: state and balance of every terminal that the person may see. `orders`: every order of theirs. `terminal:ID`: orders, errors and
 * charts of one terminal, beside its state. `commands`: runs of their fleets, with counts. `run:ID`: what each terminal answers. `alarms`:
 * alerts of their fleets.
 */
export const topicSchema = z
  .string()
  .max(60)
  .regex(
    // What is no UUID the database refuses, and with it the look for everybody else's runs.
    /^(fleet|orders|commands|alarms|terminal:[1-9]\d{0,14}|run:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/,
    'no such topic',
  );

/** What a client says. */
export const clientMessage = z.discriminatedUnion('action', [
  z.strictObject({
    action: z.literal('subscribe'),
    /** All that the connection wants from now on: it replaces what was subscribed before. */
    topics: z.array(topicSchema).max(MAX_TOPICS),
    /** `seq` of the last batch that was read, of this connection or of the one before it. */
    since: z.int().nonnegative().optional(),
  }),
  z.strictObject({ action: z.literal('ping') }),
]);
export type ClientMessage = z.infer<typeof clientMessage>;

const decimal = z.string();
const time = z.iso.datetime();

/** Only what is known is there. */
const terminalMessage = z.object({
  kind: z.literal('terminal'),
  terminalId: z.int(),
  state: z.enum(TERMINAL_STATES).optional(),
  available: decimal.nullable().optional(),
  total: decimal.nullable().optional(),
  version: z.int().nullable().optional(),
  lastSeenAt: time.optional(),
});

const orderMessage = z.object({
  kind: z.literal('order'),
  /** As `listedOrder` of the API has it, and whether it was deleted. */
  order: z.object({
    terminalId: z.int(),
    terminalName: z.string(),
    orderId: z.string(),
    symbol: z.string().nullable(),
    status: z.enum(['Open', 'Closed', 'Cancelled']),
    isShort: z.boolean(),
    isEmulator: z.boolean(),
    leverage: decimal.nullable(),
    quantity: decimal.nullable(),
    buyPrice: decimal.nullable(),
    sellPrice: decimal.nullable(),
    spent: decimal.nullable(),
    profit: decimal.nullable(),
    profitPercent: decimal.nullable(),
    currency: z.string().nullable(),
    strategy: z.string().nullable(),
    sellReason: z.string().nullable(),
    openedAt: time,
    closedAt: time.nullable(),
  }),
  /** Counts the order's writes: a message with a lower one is older. */
  version: z.int(),
  isDeleted: z.boolean(),
});

const errorMessage = z.object({
  kind: z.literal('error'),
  terminalId: z.int(),
  text: z.string(),
  symbol: z.string().nullable(),
  code: z.int().nullable(),
  receivedAt: time,
});

const chartMessage = z.object({
  kind: z.literal('chart'),
  terminalId: z.int(),
  orderId: z.string(),
  receivedAt: time,
});

const runMessage = z.object({
  kind: z.literal('run'),
  id: z.uuid(),
  fleetId: z.string(),
  command: z.string(),
  target: z.string(),
  createdAt: time,
  settledAt: time.nullable(),
  counts: z.record(z.enum(RESULT_STATES), z.int()),
});

const resultMessage = z.object({
  kind: z.literal('result'),
  runId: z.uuid(),
  terminalId: z.int(),
  state: z.enum(RESULT_STATES),
  reply: z.string().nullable(),
  reason: z.string().nullable(),
});

const alertMessage = z.object({
  kind: z.literal('alert'),
  id: z.string(),
  fleetId: z.string(),
  alert: z.enum(['silent', 'back', 'api-errors', 'loss']),
  subject: z.record(z.string(), z.unknown()),
  occurredAt: time,
});

export const liveMessage = z.discriminatedUnion('kind', [
  terminalMessage,
  orderMessage,
  errorMessage,
  chartMessage,
  runMessage,
  resultMessage,
  alertMessage,
]);
export type LiveMessage = z.infer<typeof liveMessage>;

/** Messages of one frame; a frame is sent as soon as it has so many, or after so many milliseconds. */
export const BATCH_MESSAGES = 50;
export const BATCH_MS = 100;

/** What the server says. */
export const serverMessage = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('batch'),
    /** Grows with every change of the region; to be given back as `since`. */
    seq: z.int(),
    messages: z.array(liveMessage).max(BATCH_MESSAGES),
  }),
  z.object({
    type: z.literal('subscribed'),
    topics: z.array(topicSchema),
    seq: z.int(),
    /** False: what happened since is not known any more, so read the pages again. Also false without a `since`. */
    isResumed: z.boolean(),
  }),
  /** More was missed than is kept: read the pages again. */
  z.object({ type: z.literal('reset'), seq: z.int() }),
  z.object({ type: z.literal('pong') }),
  z.object({ type: z.literal('refused'), reason: z.string() }),
]);
export type ServerMessage = z.infer<typeof serverMessage>;
