import { createHttpEvent, type HttpRequest } from '../../../local/http/http-event.ts';
import type { RouteMatch } from '../../../local/http/route-table.ts';

const MATCH: RouteMatch = {
  route: {
    apiId: 'Api',
    protocol: 'HTTP',
    routeKey: 'POST /telegram/{bot}',
    functionArn: 'arn:aws:lambda:eu-west-1:000000000000:function:ReceiveUpdate',
    timeoutMs: 1_000,
  },
  pathParameters: { bot: 'fleet' },
};

function eventOf(change: Partial<HttpRequest>): object {
  const request: HttpRequest = {
    method: 'POST',
    target: '/telegram/fleet',
    httpVersion: '1.1',
    headers: { host: 'localhost:8080', 'content-type': 'application/json' },
    body: Buffer.from('{"update_id":1}'),
    sourceIp: '127.0.0.1',
    requestId: 'one',
    receivedAt: new Date('2026-11-21T09:08:07Z'),
    ...change,
  };
  return createHttpEvent(request, MATCH, '000000000000');
}

describe('createHttpEvent', () => {
  it('makes the event of payload format 2.0', () => {
    expect(eventOf({})).toEqual({
      version: '2.0',
      routeKey: 'POST /telegram/{bot}',
      rawPath: '/telegram/fleet',
      rawQueryString: '',
      headers: {
        host: 'localhost:8080',
        'content-type': 'application/json',
        'x-forwarded-for': '127.0.0.1',
        'x-forwarded-proto': 'http',
      },
      requestContext: {
        accountId: '000000000000',
        apiId: 'Api',
        domainName: 'localhost:8080',
        domainPrefix: 'localhost:8080',
        http: {
          method: 'POST',
          path: '/telegram/fleet',
          protocol: 'HTTP/1.1',
          sourceIp: '127.0.0.1',
          userAgent: '',
        },
        requestId: 'one',
        routeKey: 'POST /telegram/{bot}',
        stage: '$default',
        time: '21/Nov/2026:09:08:07 +0000',
        timeEpoch: 1_795_252_087_000,
      },
      pathParameters: { bot: 'fleet' },
      body: '{"update_id":1}',
      isBase64Encoded: false,
    });
  });

  it('joins what is repeated, decodes the path but not the raw query, and puts cookies apart', () => {
    const event = eventOf({
      target: '/telegram/fl%C3%BCet?tag=a&tag=b%20c',
      headers: { cookie: 'one=1; two=2', 'x-forwarded-for': '10.0.0.1' },
    });

    expect(event).toMatchObject({
      rawPath: '/telegram/flüet',
      rawQueryString: 'tag=a&tag=b%20c',
      queryStringParameters: { tag: 'a,b c' },
      cookies: ['one=1', 'two=2'],
      headers: { 'x-forwarded-for': '10.0.0.1, 127.0.0.1' },
    });
    expect(event).not.toHaveProperty('headers.cookie');
  });

  it.each([
    ['application/json; charset=utf-8', false],
    ['text/csv', false],
    ['application/problem+json', false],
    ['application/x-www-form-urlencoded', true],
    ['image/png', true],
    [undefined, true],
  ])('hands over a body of type %s in base64: %s', (type, isBase64Encoded) => {
    const headers = type === undefined ? {} : { 'content-type': type };

    expect(eventOf({ headers, body: Buffer.from('é') })).toMatchObject({
      isBase64Encoded,
      body: isBase64Encoded ? 'w6k=' : 'é',
    });
  });

  it('leaves out a body that is empty', () => {
    const event = eventOf({ body: Buffer.alloc(0) });

    expect(event).toMatchObject({ isBase64Encoded: false });
    expect(event).not.toHaveProperty('body');
  });
});
