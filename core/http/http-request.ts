import * as z from 'zod';

/** What functions need of an HTTP API event, payload format 2.0. Header names are in lower case: API Gateway sees to it. */
const eventSchema = z.object({
  headers: z.record(z.string(), z.string()).default({}),
  cookies: z.array(z.string()).default([]),
  pathParameters: z.record(z.string(), z.string()).default({}),
  queryStringParameters: z.record(z.string(), z.string()).default({}),
  requestContext: z
    .object({ http: z.object({ sourceIp: z.string().default('') }).prefault({}) })
    .prefault({ http: {} }),
  body: z.string().default(''),
  isBase64Encoded: z.boolean().default(false),
});

export interface HttpRequest {
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Each as `name=value`. */
  readonly cookies: readonly string[];
  readonly pathParameters: Readonly<Record<string, string | undefined>>;
  /** Decoded; what was given twice is joined by a comma. */
  readonly query: Readonly<Record<string, string | undefined>>;
  /** Of whoever made the connection to API Gateway: CloudFront, where there is one. Empty: the event does not say. */
  readonly sourceIp: string;
  readonly body: Buffer;
}

/** @throws ZodError when the event is none of an HTTP API: a function that is wired wrongly */
export function readHttpRequest(event: unknown): HttpRequest {
  const { queryStringParameters, requestContext, body, isBase64Encoded, ...parsed } =
    eventSchema.parse(event);
  return {
    ...parsed,
    query: queryStringParameters,
    sourceIp: requestContext.http.sourceIp,
    body: Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8'),
  };
}
