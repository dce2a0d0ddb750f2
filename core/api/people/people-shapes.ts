import * as z from 'zod';
import { decimalAnswer, fleetIdAnswer, nextCursorAnswer, timeAnswer } from '../answer-shapes.ts';

const role = z.enum(['owner', 'operator', 'viewer']);
const invitedRole = z.enum(['operator', 'viewer']);
const language = z.enum(['en', 'ru']);

export const membership = z.strictObject({
  fleetId: fleetIdAnswer,
  name: z.string(),
  role,
  terminals: z.int(),
  isChosen: z.boolean().describe('The one that the bot shows'),
});

export const me = z.strictObject({
  id: z.int().describe("Telegram's"),
  name: z.string(),
  username: z.string().nullable(),
  language: language.describe("Chosen, else as Telegram's own language says"),
  hasChosenLanguage: z.boolean(),
  timeZone: z.string().describe('IANA name; UTC while none is chosen'),
  hasChosenTimeZone: z.boolean(),
  isAdministrator: z.boolean(),
  fleets: z.array(membership).describe('The chosen one first, then their own, then by name'),
});

export const fleetMember = z.strictObject({
  userId: z.int(),
  name: z.string().nullable().describe('Null: they have not spoken to the bot yet'),
  username: z.string().nullable(),
  role,
  addedAt: timeAnswer,
  isYou: z.boolean(),
});

export const memberList = z.strictObject({ members: z.array(fleetMember).describe('The owner first') });

export const openInvite = z.strictObject({
  id: z.string().regex(/^[0-9a-f]{64}$/),
  role: invitedRole,
  createdBy: z.int(),
  createdAt: timeAnswer,
  expiresAt: timeAnswer,
});

export const inviteList = z.strictObject({ invites: z.array(openInvite) });

export const madeInvite = z.strictObject({
  token: z.string().describe('The word of the link: for one person, shown this once'),
  link: z
    .url()
    .nullable()
    .describe("Opens the bot, which takes the person in. Null: the bot's name is not known now"),
  role: invitedRole,
  expiresAt: timeAnswer,
});

export const acceptedInvite = z.strictObject({
  fleetId: fleetIdAnswer,
  name: z.string(),
  role,
  wasMember: z.boolean().describe('They were in before; the link stays for somebody else'),
});

export const alertSettings = z.strictObject({
  silent: z.boolean().describe('Terminals that fall silent, and come back'),
  apiErrors: z.boolean(),
  lossLimit: decimalAnswer
    .nullable()
    .describe('Loss of a day, in the time zone of the person, at which it is told; null: never'),
  lossCurrency: z.string(),
  quiet: z
    .strictObject({ from: z.string(), to: z.string() })
    .nullable()
    .describe('`HH:MM` in the time zone of the person; what happens meanwhile is told when it ends'),
});

export const auditEntry = z.strictObject({
  id: z.string(),
  occurredAt: timeAnswer,
  actorId: z.int().nullable().describe('Null: the system itself'),
  actorName: z.string().nullable(),
  source: z.enum(['telegram', 'api', 'system']),
  address: z.string().nullable().describe('Chat or network address'),
  action: z.string(),
  subject: z.record(z.string(), z.unknown()),
  outcome: z.enum(['done', 'refused', 'failed']),
});

export const auditPage = z.strictObject({
  entries: z.array(auditEntry),
  nextCursor: nextCursorAnswer,
});
