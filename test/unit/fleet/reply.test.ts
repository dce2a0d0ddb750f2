import {
  answerRuleOf,
  MAX_ANSWER_CHARS,
  mayBeReply,
  readReplyPart,
} from '../../../core/fleet/commands/reply.ts';
import { AnswerCollector, MAX_ANSWER_PARTS } from '../../../core/fleet/commands/collect-answer.ts';
import { openText } from '../../../core/mooncmd/open-datagram.ts';
import type { ReplyPart } from '../../../core/fleet/commands/reply.ts';

function read(text: string): ReplyPart {
  const opened = openText(Buffer.from(text));
  if (opened.status !== 'message') throw new Error('not a message');
  expect(mayBeReply(opened.kind)).toBe(true);
  return readReplyPart(opened.kind, opened.payload);
}

const part = (text: string, number: number | null = null): ReplyPart => ({
  content: 'text',
  text,
  number,
  isCut: false,
  isRefusal: false,
});

describe('a datagram that may be a reply', () => {
  it.each([
    [
      'an envelope',
      '{"cmd":"replay","bot":"b","N":2,"data":"OK"}',
      { text: 'OK', number: 2, content: 'text' },
    ],
    ['bare text', 'Open Sell Orders: 0', { text: 'Open Sell Orders: 0', number: null, content: 'text' }],
    ['strategies', '{"cmd":"strats","N":1,"data":"#Begin"}', { text: '#Begin', content: 'strategies' }],
    ['a line of the SQL log', '[SQLCommand 7] update Orders set a=1 where [ID]=2', { content: 'log' }],
    ['a log line in an envelope', '{"cmd":"replay","data":"[SQLCommand 7] delete"}', { content: 'log' }],
    ['an unknown envelope', '{"cmd":"version","data":"7.56"}', { text: '7.56', content: 'text' }],
    ['an unknown envelope with fields', '{"cmd":"x","data":{"a":1}}', { text: '{"a":1}', content: 'text' }],
    ['an envelope without data', '{"cmd":"x","y":1}', { text: '{"cmd":"x","y":1}', content: 'text' }],
  ])('is read: %s', (_, text, expected) => {
    expect(read(text)).toMatchObject({ ...expected, isRefusal: false, isCut: false });
  });

  it.each([
    'ERR unknown command',
    '{"cmd":"replay","data":"ERR no such coin"}',
    '{"cmd":"Error","data":"no"}',
    '{"cmd":"replay","status":"FAILED","data":"no"}',
    '{"cmd":"x","data":{},"message":"ERR x"}',
    '{"cmd":"x","error":"ERR x"}',
  ])('says no: %s', (text) => {
    expect(read(text).isRefusal).toBe(true);
  });

  it.each(['acc', 'order', 'errors', 'chart', 'liveness'] as const)(
    'is no %s: that is only ever pushed',
    (kind) => {
      expect(mayBeReply(kind)).toBe(false);
    },
  );

  it('becomes a text that PostgreSQL takes, of a bounded length', () => {
    const odd = read('{"cmd":"replay","data":"a\\u0000b\\ud800c"}');
    const long = read(`{"cmd":"replay","data":"${'x'.repeat(MAX_ANSWER_CHARS + 1)}"}`);

    expect(odd.text).toBe('a\ufffdb\ufffdc');
    expect([long.text.length, long.isCut]).toEqual([MAX_ANSWER_CHARS, true]);
  });
});

describe('the rule of an answer', () => {
  it.each([
    ['STOP', 400, ['text']],
    ['  bot-1:sqlselect 2025-12-01', 2_000, ['text', 'log']],
    ['GetStrategiesFull', 2_000, ['text', 'strategies']],
    ['', 400, ['text']],
  ])('of %j is quiet after %i ms and takes %j', (command, quietMs, accepts) => {
    const rule = answerRuleOf(command, 'many');

    expect([rule.quietMs, [...rule.accepts]]).toEqual([quietMs, accepts]);
  });
});

describe('an answer of several datagrams', () => {
  it('is put together by the numbers, or as it came when one has none', () => {
    const [numbered, mixed] = [new AnswerCollector(), new AnswerCollector()];
    for (const one of [part('b', 2), part('a', 1), part('c', 2)]) numbered.add(one);
    for (const one of [part('b', 2), part('a', 1), part('c')]) mixed.add(one);

    expect(numbered.text()).toBe('a\nb\nc');
    expect(mixed.text()).toBe('b\na\nc');
  });

  it('ends at its caps, says so, and goes on counting', () => {
    const [many, long] = [new AnswerCollector(), new AnswerCollector()];
    for (let n = 0; n <= MAX_ANSWER_PARTS; n += 1) many.add(part('x'));
    for (let n = 0; n < 3; n += 1) long.add(part('y'.repeat(40_000)));

    expect([many.text().length, many.isCut, many.datagrams]).toEqual([
      MAX_ANSWER_PARTS * 2 - 1,
      true,
      MAX_ANSWER_PARTS + 1,
    ]);
    expect([long.text().length, long.isCut, long.datagrams]).toEqual([MAX_ANSWER_CHARS, true, 3]);
  });

  it('is a refusal as soon as one part is', () => {
    const answer = new AnswerCollector();
    answer.add(part('a'));
    answer.add({ ...part('ERR'), isRefusal: true });

    expect(answer.isRefused).toBe(true);
  });
});
