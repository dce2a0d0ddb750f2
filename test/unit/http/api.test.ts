import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import health from '../../../events/serve-api.json' with { type: 'json' };
import type { Readiness } from '../../../core/database/check-readiness.ts';
import { type ApiNeeds, createApi } from '../../../core/http/api.ts';
import { callerAddress } from '../../../core/http/caller-address.ts';
import { checkOrigin } from '../../../core/http/origin-check.ts';
import { lambdaContext } from '../../support/lambda-context.ts';

const READY: Readiness = { writer: 'ok', reader: 'ok' };

async function get(
  path: string,
  needs: Partial<ApiNeeds> = {},
  headers: Readonly<Record<string, string>> = {},
): Promise<APIGatewayProxyStructuredResultV2> {
  const api = createApi({
    isFromEdge: checkOrigin(() => Promise.resolve('what CloudFront knows')),
    checkReadiness: () => Promise.resolve(READY),
    onError: () => undefined,
    ...needs,
  });
  const { requestContext } = health;
  const event = {
    ...health,
    routeKey: `GET ${path}`,
    rawPath: path,
    headers: { ...health.headers, ...headers },
    requestContext: { ...requestContext, http: { ...requestContext.http, path } },
  };
  return api.resolve(event, lambdaContext());
}

describe('/health', () => {
  it('is 200 to whoever asks, whatever the database does: it is about this region’s door', async () => {
    const answer = await get('/health', { checkReadiness: () => Promise.reject(new Error('away')) });

    expect(answer.statusCode).toBe(200);
    expect(answer.headers?.['cache-control']).toBe('no-store');
  });
});

describe('/ready', () => {
  it('is 200 without the header of CloudFront, which Route 53 cannot send', async () => {
    expect((await get('/ready')).statusCode).toBe(200);
  });

  it.each<Readiness>([
    { writer: 'no-answer', reader: 'ok' },
    { writer: 'read-only', reader: 'ok' },
    { writer: 'ok', reader: 'no-answer' },
  ])('is 503 and says which when the database is %j', async (checks) => {
    const answer = await get('/ready', { checkReadiness: () => Promise.resolve(checks) });

    expect(answer.statusCode).toBe(503);
    expect(answer.headers?.['content-type']).toBe('application/problem+json');
    expect(JSON.parse(answer.body ?? '')).toMatchObject({ status: 503, checks });
  });
});

describe('all else', () => {
  it('is refused to whoever walks round CloudFront', async () => {
    expect((await get('/api/fleet')).statusCode).toBe(403);
    expect((await get('/api/fleet', {}, { 'x-origin-verify': 'a guess' })).statusCode).toBe(403);
  });

  it('is a problem that says what is served, when there is nothing of that name', async () => {
    const answer = await get('/api/fleet', {}, { 'x-origin-verify': 'what CloudFront knows' });

    expect(answer.statusCode).toBe(404);
    expect(JSON.parse(answer.body ?? '')).toMatchObject({
      status: 404,
      detail: expect.stringContaining('/health'),
    });
  });

  it('is 500 without a word of the cause, which the log gets, when something breaks', async () => {
    const errors: Error[] = [];

    const answer = await get('/ready', {
      checkReadiness: () => Promise.reject(new Error('password of db-1')),
      onError: (error) => errors.push(error),
    });

    expect(answer.statusCode).toBe(500);
    expect(answer.body).not.toContain('password');
    expect(errors.map(({ message }) => message)).toEqual(['password of db-1']);
  });
});

describe('the address of who asks', () => {
  const from = (forwarded: string | undefined, sourceIp = '130.176.1.1') => ({
    headers: { 'x-forwarded-for': forwarded },
    sourceIp,
  });

  it('is who made the connection, where there is no CloudFront to believe', () => {
    expect(callerAddress(from('9.9.9.9', '127.0.0.1'), false)).toBe('127.0.0.1');
  });

  it('is what CloudFront wrote, whether API Gateway wrote CloudFront’s after it or not', () => {
    expect(callerAddress(from('203.0.113.9'), true)).toBe('203.0.113.9');
    expect(callerAddress(from('203.0.113.9, 130.176.1.1'), true)).toBe('203.0.113.9');
    expect(callerAddress(from('2001:db8::1, 130.176.1.1'), true)).toBe('2001:db8::1');
  });

  it('is not what the caller wrote before that', () => {
    expect(callerAddress(from('10.0.0.1, 203.0.113.9, 130.176.1.1'), true)).toBe('203.0.113.9');
  });

  it.each([undefined, '', 'unknown', '<script>'])(
    'is the connection’s when the header is %j',
    (forwarded) => {
      expect(callerAddress(from(forwarded), true)).toBe('130.176.1.1');
    },
  );

  it('is none when the event tells none', () => {
    expect(callerAddress(from(undefined, ''), true)).toBeNull();
  });
});
