import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import { readBody } from '../http/read-body.ts';
import { badRequest, BotApiError } from './bot-api-error.ts';

/** What bots may upload: https://core.telegram.org/bots/api#sending-files */
const MAX_UPLOAD_BYTES = 50 * 1024 * 1024;
const MAX_BODY_BYTES = MAX_UPLOAD_BYTES + 1024 * 1024;

export interface UploadedFile {
  readonly name: string;
  readonly mimeType: string;
  readonly content: Buffer;
}

export interface CallParameters {
  readonly values: Readonly<Record<string, unknown>>;
  /** By the name of their part. */
  readonly files: ReadonlyMap<string, UploadedFile>;
}

const objectSchema = z.record(z.string(), z.unknown());

/**
 * The parameters of a call in any of the four ways that Telegram takes: query, JSON, form, multipart.
 * @throws BotApiError
 */
export async function readParameters(
  request: IncomingMessage,
  query: URLSearchParams,
): Promise<CallParameters> {
  const values: Record<string, unknown> = Object.fromEntries(query);
  const files = new Map<string, UploadedFile>();
  const body = await readBody(request, MAX_BODY_BYTES);
  if (body === undefined) throw new BotApiError(413, 'Request Entity Too Large');
  const contentType = request.headers['content-type'] ?? '';
  if (body.length === 0) return { values, files };
  if (contentType.startsWith('application/json')) {
    Object.assign(values, readJson(body));
    return { values, files };
  }
  if (!/^(multipart\/form-data|application\/x-www-form-urlencoded)/.test(contentType))
    return { values, files };
  const form = await readForm(body, contentType);
  for (const [name, value] of form.entries()) {
    if (typeof value === 'string') values[name] = value;
    else
      files.set(name, {
        name: value.name,
        mimeType: value.type,
        content: Buffer.from(await value.arrayBuffer()),
      });
  }
  return { values, files };
}

function readJson(body: Buffer): Record<string, unknown> {
  try {
    return objectSchema.parse(JSON.parse(body.toString('utf8')));
  } catch {
    throw badRequest("can't parse JSON object");
  }
}

async function readForm(body: Buffer, contentType: string): Promise<FormData> {
  try {
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- its parser holds the whole body in memory, which is capped above
    return await new Response(new Uint8Array(body), { headers: { 'content-type': contentType } }).formData();
  } catch {
    throw badRequest("can't parse the form");
  }
}

/** Forms and queries have texts only: Telegram takes `"5"` for 5 everywhere. */
export const integer = z.union([
  z.int(),
  z
    .string()
    .regex(/^-?\d{1,16}$/)
    .transform(Number),
]);

export const flag = z.union([
  z.boolean(),
  z.string().transform((text) => ['true', '1', 'yes'].includes(text.toLowerCase())),
]);

/** A structure, which forms carry as JSON. */
export function structure<T>(schema: z.ZodType<T>) {
  return z.preprocess((value, context) => {
    if (typeof value !== 'string') return value;
    if (value.trim() === '') return undefined;
    try {
      return JSON.parse(value) as unknown;
    } catch {
      context.addIssue({ code: 'custom', message: 'is not JSON' });
      return z.NEVER;
    }
  }, schema);
}

export const chatId = z.union([z.int(), z.string().min(1)], { error: 'chat_id is empty' });
export const messageId = integer.optional().transform((id, context) => {
  if (id !== undefined) return id;
  context.addIssue({ code: 'custom', message: 'message identifier is not specified' });
  return z.NEVER;
});
