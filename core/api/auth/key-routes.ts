import * as z from 'zod';
import { ProblemError } from '../../http/answers.ts';
import { audited } from '../audited.ts';
import { defineRoute, type RouteDefinition, TAGS } from '../define-route.ts';
import { wordsInput } from '../read-input.ts';
import { deleteApiKey, listApiKeys, makeApiKey } from './api-keys.ts';
import { keyList, madeKey } from './auth-shapes.ts';
import { requirePerson } from './not-by-key.ts';

const DEFAULT_DAYS = 90;
const MAX_DAYS = 365;

const createKey = defineRoute({
  method: 'POST',
  path: '/api/keys',
  tag: TAGS.signingIn,
  summary: 'Make a key for a program, such as Prometheus',
  description:
    'The program may do what its owner may, but for keys, sessions, personal data, and letting others into a fleet. It sends the key as `Authorization: Bearer KEY`.',
  query: null,
  body: z.strictObject({
    name: wordsInput.describe('What the key is for'),
    expiresInDays: z.int().min(1).max(MAX_DAYS).default(DEFAULT_DAYS),
  }),
  status: 201,
  answer: madeKey,
  handle: async (call) => {
    const { caller, body, now, parts } = call;
    requirePerson(caller);
    const id = parts.newId();
    const { name, expiresInDays } = body;
    const made = await audited(call, { action: 'api.make-key', subject: { key: id, name } }, (session) =>
      makeApiKey(session, {
        userId: caller.userId,
        keyId: id,
        name,
        expiresInDays,
        now,
        randomBytes: parts.randomBytes,
      }),
    );
    return { body: { id, name, ...made } };
  },
});

const readKeys = defineRoute({
  method: 'GET',
  path: '/api/keys',
  tag: TAGS.signingIn,
  summary: "The caller's keys, the newest first; those past their time for a month more",
  query: null,
  body: null,
  answer: keyList,
  handle: async ({ caller, databases }) => ({
    body: {
      keys: await databases.read('own-writes', (database) => listApiKeys(database, caller.userId)),
    },
  }),
});

const deleteKey = defineRoute({
  method: 'DELETE',
  path: '/api/keys/:id',
  tag: TAGS.signingIn,
  summary: 'Delete a key: the program that has it is refused from now on',
  query: null,
  body: null,
  answer: z.strictObject({ deleted: z.literal(true) }),
  handle: async (call) => {
    const { caller, params } = call;
    requirePerson(caller);
    const id = z.uuid().safeParse(params.id).data;
    const isDeleted =
      id !== undefined &&
      (await audited(call, { action: 'api.delete-key', subject: { key: id } }, (session) =>
        deleteApiKey(session, caller.userId, id),
      ));
    if (!isDeleted)
      throw new ProblemError({
        status: 404,
        title: 'No such key',
        detail: 'You have no key of this id. GET /api/keys lists yours.',
      });
    return { body: { deleted: true as const } };
  },
});

export const keyRoutes: readonly RouteDefinition[] = [createKey, readKeys, deleteKey];
