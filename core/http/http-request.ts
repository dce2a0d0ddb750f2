import * as z from 'zod';

/** What functions need of an HTTP API event, payload format 2.0. Header names are in lower case: API Gateway sees to it. */
const eventSchema = z.object({
  headers: z.record(z.string(), z.string()).default({}),
  pathParameters: z.record(z.string(), z.string()).default({}),
  body: z.string().default(''),
  isBase64Encoded: z.boolean().default(false),
});

export interface HttpRequest {
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly pathParameters: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
}

/** @throws ZodError when the event is none of an HTTP API: a function that is wired wrongly */
export function readHttpRequest(event: unknown): HttpRequest {
  const { headers, pathParameters, body, isBase64Encoded } = eventSchema.parse(event);
  return { headers, pathParameters, body: Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8') };
}
