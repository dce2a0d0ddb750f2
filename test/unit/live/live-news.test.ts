import { randomBytes } from 'node:crypto';
import * as fc from 'fast-check';
import {
  type LiveNews,
  MAX_NEWS_BYTES,
  NewsUnreadableError,
  readNews,
  writeNews,
} from '../../../core/contracts/live-news.ts';
import { readHandover, writeHandover } from '../../../core/live/handover.ts';

const withBalances = (count: number): LiveNews => ({
  type: 'stored',
  id: 'x',
  committedAtMs: 1,
  balances: Array.from({ length: count }, (_, index) => ({
    terminalId: index + 1,
    receivedAtMs: 1_795_251_600_000 + index,
    available: `${index}.123456`,
    total: `${index}.654321`,
    isRunning: true,
    version: 756,
  })),
  liveness: [],
  orders: [],
  errors: [],
  charts: [],
});

describe('news in a queue', () => {
  it('come out as they went in, and the balances of 3,000 terminals fit one message', () => {
    for (const news of [withBalances(1), withBalances(3_000), { type: 'gap' } as const]) {
      const body = writeNews(news);
      expect(body?.length).toBeLessThan(MAX_NEWS_BYTES);
      expect(readNews(body ?? '')).toEqual(news);
    }
  });

  it('are not written when they would not fit', () => {
    const noise = Array.from({ length: 500 }, () => ({
      terminalId: 1,
      text: randomBytes(500).toString('base64'),
      symbol: null,
      code: null,
      receivedAtMs: 1,
    }));

    expect(writeNews({ ...withBalances(0), errors: noise } as LiveNews)).toBeUndefined();
  });

  it('are refused in any other shape, with nothing of them in the error', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (body) => {
        expect(() => readNews(body)).toThrow(NewsUnreadableError);
      }),
    );
    const bomb = `{"version":1,"zstd":"${'A'.repeat(100)}"}`;
    expect(() => readNews(bomb)).toThrow(NewsUnreadableError);
    expect(() => readNews('{"version":2,"news":{"type":"gap"}}')).toThrow(NewsUnreadableError);
  });
});

describe('what is handed over', () => {
  it('comes out as it went in, fits a row with 10,000 terminals, and is nothing when it is not readable', () => {
    const handover = {
      leftAtMs: 1_000,
      seq: 5,
      newestAlert: '7',
      openRuns: ['7d1c0e2a-5f43-4e0b-9b57-2f6c1f0a9e31'],
      unserved: ['a='],
      states: Array.from({ length: 10_000 }, (_, id) => [id + 1, 'online'] as [number, 'online']),
    };
    const bytes = writeHandover(handover);

    expect(bytes?.length).toBeLessThan(300_000);
    expect(readHandover(bytes, 5_000)).toMatchObject(handover);
    expect(readHandover(undefined, 5_000)).toBeUndefined();
    expect(readHandover(randomBytes(50), 5_000)).toBeUndefined();
  });

  it('is worth nothing when the next one begins so late that SQS may have thrown news away', () => {
    const bytes = writeHandover({ leftAtMs: 1_000, seq: 5, openRuns: [], unserved: [], states: [] });

    expect(readHandover(bytes, 30_000)).toMatchObject({ seq: 5 });
    expect(readHandover(bytes, 60_000)).toBeUndefined();
  });
});
