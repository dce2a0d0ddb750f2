import { sortCallFailure } from '../../../core/bot/sending/call-outcome.ts';

describe('a refusal of Telegram', () => {
  const refusal = (response: object): Error => Object.assign(new Error('refused'), { response });

  it.each([
    [
      { error_code: 403, description: 'Forbidden: bot was kicked' },
      { kind: 'unreachable', why: '403 Forbidden: bot was kicked' },
    ],
    [
      { error_code: 400, description: 'Bad Request: chat not found' },
      { kind: 'unreachable', why: '400 Bad Request: chat not found' },
    ],
    [
      { error_code: 400, parameters: { migrate_to_chat_id: -100200 } },
      { kind: 'moved', chatId: -100200 },
    ],
    [
      { error_code: 400, description: `Bad Request: can't parse entities: "my <secret" at byte 3` },
      { kind: 'refused', code: 400, why: "400 Bad Request: can't parse entities" },
    ],
    [
      { error_code: 400, description: 'Bad Request: wrong "my secret" given' },
      { kind: 'refused', code: 400, why: '400 Bad Request: wrong "..." given' },
    ],
    [
      { error_code: 400, description: 'Bad Request: message is not modified: specified new message content' },
      { kind: 'done', result: true },
    ],
    [
      { error_code: 429, parameters: { retry_after: 7 } },
      { kind: 'wait', waitMs: 7_000 },
    ],
    [
      { error_code: 401, description: 'Unauthorized' },
      { kind: 'failed', why: '401 Unauthorized' },
    ],
    [
      { error_code: 502, description: 'Bad Gateway' },
      { kind: 'failed', why: '502 Bad Gateway' },
    ],
  ])('%j is sorted by what to do', (response, answer) => {
    expect(sortCallFailure(refusal(response))).toEqual(answer);
  });

  it('is none when there was no answer: it may work later', () => {
    expect(sortCallFailure(new TypeError('network'))).toEqual({ kind: 'failed', why: 'TypeError' });
  });
});
