import type { SocketRow } from '../../../core/aws/live-table.ts';
import { ConnectionCheck } from '../../../core/live/connection-check.ts';
import { makeLiveWorld, viewerOf } from './live-world.ts';

const row = (connectionId: string, topics: readonly string[], credential = 'session:a'): SocketRow => ({
  connectionId,
  userId: 1,
  credential,
  topics,
});

function makeCheck() {
  const live = makeLiveWorld(new Map([[1, viewerOf('1')]]));
  const rows: SocketRow[] = [];
  const closed: string[] = [];
  const check = new ConnectionCheck({
    table: { listConnections: () => Promise.resolve([...rows]) },
    hub: live.hub,
    rights: {
      admit: () => Promise.resolve(new Set<string>()),
      isGood: ({ credential }) => credential === 'session:a',
    },
    close: (connectionId) => closed.push(connectionId),
    nowMs: () => live.nowMs,
  });
  return { live, rows, closed, check };
}

describe('a look at the rows of connections', () => {
  it('takes over who has subscribed and was never told so, and no other', async () => {
    const { live, rows, check } = makeCheck();
    rows.push(row('lost', ['fleet']), row('silent', []));
    await check.look();

    expect(await live.readAll('lost')).toMatchObject([{ type: 'subscribed' }, { type: 'reset' }]);
    expect(live.hub.audience.connectionIds).toEqual(['lost']);
  });

  it('has a connection hear the topics of its row, when the message that changed them was lost', async () => {
    const { live, rows, check } = makeCheck();
    const said = { topics: ['fleet'], since: undefined, saidAtMs: 1 };
    live.hub.subscribe({ ...row('ann', []) }, said);
    await live.readAll('ann');
    rows.push(row('ann', ['orders']));
    // It was said a moment ago: the message may be on its way, or the rows older than it.
    await check.look();
    expect([...(live.hub.audience.listener('ann')?.topics ?? [])]).toEqual(['fleet']);

    live.pass(6_000);
    await check.look();
    expect([...(live.hub.audience.listener('ann')?.topics ?? [])]).toEqual(['orders']);
  });

  it('closes who has no row any more, and who speaks without ever having had one: they come again', async () => {
    const { live, rows, closed, check } = makeCheck();
    live.hub.subscribe({ ...row('over', []) }, { topics: ['fleet'], since: undefined, saidAtMs: 1 });
    rows.push(row('just came', []));
    for (const id of ['given up', 'just came']) check.doubt(id);
    await check.look();

    expect(closed.sort()).toEqual(['given up', 'over']);
    expect(live.hub.has('over')).toBe(false);
    expect(check.hasDoubts).toBe(false);
  });

  it('closes who may not listen any more, instead of taking them over', async () => {
    const { live, rows, closed, check } = makeCheck();
    rows.push(row('signed out', ['fleet'], 'session:over'));
    await check.look();

    expect(closed).toEqual(['signed out']);
    expect(live.hub.has('signed out')).toBe(false);
  });

  it('speaks to who never wanted anything, a look later, and so finds those that have ended without a word', async () => {
    const { live, rows, check } = makeCheck();
    rows.push(row('silent', []));
    await check.look();
    expect(live.posts.size).toBe(0);
    await check.look();
    live.pass(10);
    await live.answer('silent', 'gone');

    expect(live.dropped).toEqual([{ connectionId: 'silent', why: 'gone' }]);
  });
});
