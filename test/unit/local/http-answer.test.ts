import { toHttpAnswer } from '../../../local/http/http-answer.ts';

describe('toHttpAnswer', () => {
  it('sends a response as it is, with its cookies and its body out of base64', () => {
    const answer = toHttpAnswer({
      statusCode: 201,
      headers: { 'Content-Type': 'image/png', 'X-Count': 3 },
      cookies: ['a=1; HttpOnly', 'b=2'],
      body: Buffer.from([1, 2, 3]).toString('base64'),
      isBase64Encoded: true,
    });

    expect(answer).toEqual({
      statusCode: 201,
      headers: { 'content-type': 'image/png', 'x-count': '3' },
      cookies: ['a=1; HttpOnly', 'b=2'],
      body: Buffer.from([1, 2, 3]),
    });
  });

  it.each([
    ['an object', { ok: true }, '{"ok":true}'],
    ['a text', 'hello', 'hello'],
    ['a list', [1, 2], '[1,2]'],
    ['nothing', null, 'null'],
  ])('makes %s without a status the body of a 200', (_, result, body) => {
    const answer = toHttpAnswer(result);

    expect(answer).toMatchObject({ statusCode: 200, headers: { 'content-type': 'application/json' } });
    expect(answer.body.toString()).toBe(body);
  });

  it('says text/plain when a response names no type', () => {
    expect(toHttpAnswer({ statusCode: 200, body: 'hello' }).headers).toEqual({
      'content-type': 'text/plain;charset=UTF-8',
    });
  });

  it.each([{ statusCode: 'soon' }, { statusCode: 200, body: { not: 'text' } }, { statusCode: 99 }])(
    'answers 500 for %j, as API Gateway does',
    (result) => {
      const answer = toHttpAnswer(result);

      expect(answer.statusCode).toBe(500);
      expect(answer.body.toString()).toBe('{"message":"Internal Server Error"}');
    },
  );
});
