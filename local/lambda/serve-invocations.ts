import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody } from '../http/read-body.ts';
import type { RequestHandler } from '../http/serve-routes.ts';
import type { FunctionWiring } from '../assembly/wiring.ts';

/** Lambda's limit for an event of a caller that does not wait: 1 MB. */
const MAX_EVENT_BYTES = 1_048_576;

const PATH = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/;

export interface InvocationsOptions {
  readonly functions: readonly FunctionWiring[];
  /** Hands the event over, with the tries and the queue for failures that the template has. Never rejects. */
  readonly invoke: (functionArn: string, event: unknown) => Promise<void>;
}

/**
 * Lambda's own API, as far as programs of ours use it: `POST /2015-03-31/functions/{name}/invocations` with the type `Event`.
 * @returns undefined for any other path
 */
export function serveInvocations({
  functions,
  invoke,
}: InvocationsOptions): (path: string) => RequestHandler | undefined {
  return (path) => {
    const given = PATH.exec(path)?.[1];
    if (given === undefined) return undefined;
    const name = decodeURIComponent(given);
    const found = functions.find(({ arn }) => arn === name || arn.endsWith(`:function:${name}`));
    return (request, response) => {
      answer(request, response, found, invoke).catch(() => response.destroy());
    };
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  found: FunctionWiring | undefined,
  invoke: InvocationsOptions['invoke'],
): Promise<void> {
  const refuse = (status: number, type: string, message: string): void => {
    response.writeHead(status, { 'content-type': 'application/json', 'x-amzn-errortype': type });
    response.end(JSON.stringify({ Type: 'User', Message: message }));
  };
  const body = await readBody(request, MAX_EVENT_BYTES);
  if (request.method !== 'POST') refuse(405, 'InvalidRequestContentException', 'POST only');
  else if (found === undefined) refuse(404, 'ResourceNotFoundException', 'Function not found');
  else if (request.headers['x-amz-invocation-type'] !== 'Event')
    refuse(400, 'InvalidParameterValueException', 'only events are taken here: nobody waits for an answer');
  else if (body === undefined) refuse(413, 'RequestTooLargeException', 'the event is too large');
  else {
    const event: unknown = body.length === 0 ? {} : parse(body);
    if (event === undefined) {
      refuse(400, 'InvalidRequestContentException', 'the event is not JSON');
      return;
    }
    response.writeHead(202).end();
    await invoke(found.arn, event);
  }
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
