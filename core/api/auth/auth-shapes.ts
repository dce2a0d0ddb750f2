import * as z from 'zod';
import { timeAnswer } from '../answer-shapes.ts';

export const signInWays = z.strictObject({
  devLogin: z.boolean().describe('Whoever asks is signed in as anybody: on one machine only'),
  telegramBotId: z
    .int()
    .nullable()
    .describe("Of the Login Widget. Null: no bot is set up, or Telegram's own pages do not know it"),
  telegramBotName: z.string().nullable().describe('Without `@`; null when it is not known'),
});

export const signedIn = z.strictObject({
  token: z.string().describe('For `Authorization: Bearer`'),
  expiresAt: timeAnswer,
  refreshToken: z.string().optional().describe('Only where `refreshIn` is `body`'),
  refreshExpiresAt: timeAnswer.describe('30 days after it was used last'),
});

export const listedSession = z.strictObject({
  id: z.uuid(),
  source: z.string().describe('How the person signed in: `telegram`, `mini-app`, `dev-login`'),
  userAgent: z.string().nullable().describe('The browser or program, by its own word'),
  address: z.string().nullable().describe('Where it was used last'),
  createdAt: timeAnswer,
  lastUsedAt: timeAnswer.describe('To the hour'),
  expiresAt: timeAnswer,
  isCurrent: z.boolean(),
});

export const sessionList = z.strictObject({ sessions: z.array(listedSession) });

export const listedKey = z.strictObject({
  id: z.uuid(),
  name: z.string(),
  createdAt: timeAnswer,
  expiresAt: timeAnswer,
  lastUsedAt: timeAnswer.nullable().describe('To the hour'),
});

export const keyList = z.strictObject({ keys: z.array(listedKey) });

export const madeKey = z.strictObject({
  id: z.uuid(),
  name: z.string(),
  key: z.string().describe('For `Authorization: Bearer`. It is shown this once'),
  expiresAt: timeAnswer,
});
