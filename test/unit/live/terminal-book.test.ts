import type { BalanceNews, StoredNews } from '../../../core/contracts/live-news.ts';
import { changesOf } from '../../../core/live/changes-of.ts';
import { type PolledTerminal, TerminalBook } from '../../../core/live/terminal-book.ts';

const NOW_MS = 1_000_000;

const balance = (more: Partial<BalanceNews> = {}): BalanceNews => ({
  terminalId: 7,
  receivedAtMs: NOW_MS,
  available: '1',
  total: '2',
  isRunning: true,
  version: 756,
  ...more,
});
const polled = (more: Partial<PolledTerminal> = {}): PolledTerminal => ({
  terminalId: 7,
  fleetId: '1',
  state: 'online',
  available: '1',
  total: '2',
  version: 756,
  lastSeenAtMs: NOW_MS - 1_000,
  ...more,
});

function bookOf(...rows: PolledTerminal[]): TerminalBook {
  const book = new TerminalBook();
  book.setFleets(new Map([[7, '1']]));
  book.learn(rows, NOW_MS - 60_000);
  return book;
}

describe('what is known of a terminal', () => {
  it('is no change when it is read for the first time: the pages have it', () => {
    expect(bookOf().learn([polled()], NOW_MS)).toEqual([]);
  });

  it('is told as soon as a balance says it, with its state', () => {
    const book = bookOf(polled({ state: 'silent' }));

    expect(book.hear(balance({ isRunning: false }), NOW_MS, NOW_MS)?.message).toEqual({
      kind: 'terminal',
      terminalId: 7,
      state: 'stopped',
      available: '1',
      total: '2',
      version: 756,
      lastSeenAt: '1970-01-01T00:16:40.000Z',
    });
    // A shape without the flag only says that it is there.
    expect(
      bookOf(polled({ state: 'silent' })).hear(balance({ isRunning: null }), NOW_MS, NOW_MS)?.message,
    ).toMatchObject({
      state: 'online',
    });
  });

  it('is not told older than it is: a late balance and a replica behind change nothing', () => {
    const book = bookOf(polled());
    book.hear(balance({ total: '9' }), NOW_MS, NOW_MS);

    expect(book.hear(balance({ receivedAtMs: NOW_MS - 5_000 }), NOW_MS, NOW_MS)).toBeUndefined();
    expect(book.learn([polled({ state: 'silent', lastSeenAtMs: NOW_MS - 70_000 })], NOW_MS + 1_000)).toEqual(
      [],
    );
    expect(book.hearSilence(7, NOW_MS - 1, NOW_MS)).toBeUndefined();
  });

  it('falls silent by the task’s word, or by what the database says once nothing was heard for a while', () => {
    const book = bookOf(polled());
    book.hear(balance(), NOW_MS, NOW_MS);
    expect(book.hearSilence(7, NOW_MS + 15_000, NOW_MS + 15_000)?.message).toMatchObject({ state: 'silent' });

    const other = bookOf(polled());
    other.hear(balance(), NOW_MS, NOW_MS);
    expect(other.learn([polled({ state: 'silent' })], NOW_MS + 61_000)).toMatchObject([
      { message: { state: 'silent' } },
    ]);
  });

  it('stays paused whatever comes from it, until the database says otherwise', () => {
    const book = bookOf(polled());
    book.hear(balance(), NOW_MS, NOW_MS);
    expect(book.learn([polled({ state: 'paused' })], NOW_MS + 100)).toMatchObject([
      { message: { state: 'paused' } },
    ]);
    expect(book.hear(balance({ receivedAtMs: NOW_MS + 200 }), NOW_MS, NOW_MS)?.message).toMatchObject({
      state: 'paused',
    });
    expect(book.learn([polled({ state: 'online' })], NOW_MS + 300)).toMatchObject([
      { message: { state: 'online' } },
    ]);
  });

  it('is told again by who takes over, where it is another than was told last', () => {
    const book = new TerminalBook();
    book.setFleets(new Map([[7, '1']]));
    book.remember([[7, 'online']]);

    expect(book.learn([polled({ state: 'silent' })], NOW_MS)).toMatchObject([
      { message: { state: 'silent' } },
    ]);
    expect(book.states).toEqual([[7, 'silent']]);
  });

  it('is no change for who takes over, where its state is the one that was told last', () => {
    const book = new TerminalBook();
    book.setFleets(new Map([[7, '1']]));
    book.remember([[7, 'online']]);

    expect(book.learn([polled()], NOW_MS)).toEqual([]);
    expect(book.learn([polled({ total: '3', lastSeenAtMs: NOW_MS })], NOW_MS)).toMatchObject([
      { message: { total: '3' } },
    ]);
  });

  it('waits for its fleet when it was added a moment ago', () => {
    const news: StoredNews = {
      type: 'stored',
      id: 'n',
      committedAtMs: NOW_MS,
      balances: [balance(), balance({ terminalId: 8 })],
      liveness: [],
      orders: [],
      errors: [{ terminalId: 7, text: 'no money', symbol: null, code: null, receivedAtMs: NOW_MS }],
      charts: [{ terminalId: 9, orderId: '1', receivedAtMs: NOW_MS }],
    };
    const { changes, unknown } = changesOf(news, bookOf(polled()), NOW_MS);

    expect(changes.map(({ key }) => key)).toEqual(['terminal:7', 'error:n:0']);
    expect([...unknown].sort()).toEqual([8, 9]);
  });
});
