import { makeLiveWorld, orderChange, terminalChange, viewerOf } from './live-world.ts';

const ANN = { connectionId: 'ann', userId: 1, credential: 'session:a' };
const BOB = { connectionId: 'bob', userId: 2, credential: 'session:b' };
const people = new Map([
  [1, viewerOf('1')],
  [2, viewerOf('2')],
]);
const say = (topics: readonly string[], since?: number, saidAtMs = 1) => ({ topics, since, saidAtMs });

describe('the hub of live connections', () => {
  it('tells a change at once and the next ones together, a frame each 100 ms', async () => {
    const live = makeLiveWorld(people);
    live.hub.subscribe(ANN, say(['fleet']));
    live.pass(10);
    expect(await live.answer('ann')).toMatchObject({ type: 'subscribed', isResumed: false });

    live.pass(100);
    live.hub.apply([terminalChange(1, 1)]);
    live.pass(10);
    expect(await live.answer('ann')).toMatchObject({
      type: 'batch',
      messages: [{ terminalId: 1, total: '1' }],
    });

    live.hub.apply([terminalChange(1, 2), terminalChange(2, 5)]);
    live.pass(80);
    expect(live.posts.size).toBe(0);
    live.hub.apply([terminalChange(1, 3)]);
    live.pass(20);

    expect(await live.answer('ann')).toMatchObject({
      messages: [
        { terminalId: 1, total: '3' },
        { terminalId: 2, total: '5' },
      ],
    });
  });

  it('sends a frame early when 50 messages are there, and never more than 50 in one', async () => {
    const live = makeLiveWorld(people);
    live.hub.subscribe(ANN, say(['fleet']));
    live.pass(10);
    await live.answer('ann');
    live.hub.apply(Array.from({ length: 120 }, (_, id) => terminalChange(id + 1, 1)));
    live.pass(10);

    const sizes = (await live.readAll('ann')).map((said) =>
      said.type === 'batch' ? said.messages.length : 0,
    );

    expect(sizes).toEqual([50, 50, 20]);
  });

  it('tells a slow reader the newest state and not what was between', async () => {
    const live = makeLiveWorld(people);
    live.hub.subscribe(ANN, say(['fleet']));
    live.pass(100);
    await live.answer('ann');
    live.hub.apply([terminalChange(1, 0)]);
    live.pass(100);
    for (let value = 1; value <= 1_000; value += 1) {
      live.hub.apply([terminalChange(1, value)]);
      live.pass(10);
    }
    await live.answer('ann');

    expect(await live.readAll('ann')).toMatchObject([{ messages: [{ total: '1000' }] }]);
    expect(live.hub.takeFigures().replaced).toBe(999);
  });

  it('tells nobody of a fleet that is not theirs, whatever they ask for', async () => {
    const live = makeLiveWorld(people);
    live.hub.subscribe(BOB, say(['fleet', 'orders', 'terminal:1', 'alarms', 'commands']));
    live.pass(100);
    await live.answer('bob');
    live.hub.apply([terminalChange(1, 1), orderChange(7, 1)]);
    live.hub.apply([{ ...terminalChange(9, 1, '2'), onlyUserId: 77 }]);

    expect(await live.readAll('bob')).toEqual([]);

    // Not by a resume either.
    live.hub.subscribe(BOB, say(['fleet', 'terminal:1'], live.hub.world.seq - 100, 2));
    expect((await live.readAll('bob')).filter(({ type }) => type === 'batch')).toEqual([]);
  });

  it('tells no more of a fleet from the moment it is not theirs, also what waited', async () => {
    const live = makeLiveWorld(people);
    live.hub.subscribe(ANN, say(['fleet']));
    live.pass(100);
    await live.answer('ann');
    live.hub.apply([terminalChange(1, 1)]);
    live.hub.setViewers(new Map([[1, viewerOf('3')]]));
    live.hub.apply([terminalChange(1, 2)]);

    // Of the fleet that is new to them they are told to read.
    expect(await live.readAll('ann')).toMatchObject([{ type: 'reset' }]);
  });

  it('goes on where a broken connection was, and says when it cannot', async () => {
    const live = makeLiveWorld(people);
    live.hub.subscribe(ANN, say(['fleet']));
    live.hub.apply([terminalChange(1, 1)]);
    const seqs = (await live.readAll('ann')).flatMap((said) => (said.type === 'batch' ? [said.seq] : []));
    live.hub.remove('ann');
    live.hub.apply([terminalChange(2, 2), terminalChange(1, 9)]);

    const since = seqs.at(-1);
    live.hub.subscribe({ ...ANN, connectionId: 'again' }, say(['fleet'], since));
    expect(await live.readAll('again')).toMatchObject([
      { type: 'subscribed', isResumed: true, seq: since },
      { messages: [{ terminalId: 2 }, { terminalId: 1, total: '9' }] },
    ]);

    live.pass(70_000);
    live.hub.world.forget(live.nowMs);
    live.hub.subscribe({ ...ANN, connectionId: 'late' }, say(['fleet'], since));
    live.hub.subscribe({ ...ANN, connectionId: 'forged' }, say(['fleet'], Number.MAX_SAFE_INTEGER));

    expect(await live.readAll('late')).toMatchObject([{ type: 'subscribed', isResumed: false }]);
    expect(await live.readAll('forged')).toMatchObject([{ type: 'subscribed', isResumed: false }]);
  });

  it('tells a newcomer what the replica may not show yet, but no balances, which come again by themselves', async () => {
    const live = makeLiveWorld(people);
    live.hub.apply([orderChange(1, 1)]);
    live.pass(6_000);
    live.hub.apply([orderChange(2, 1), { ...terminalChange(5, 1), isFleeting: true }]);
    live.pass(1_000);
    live.hub.subscribe(ANN, say(['fleet', 'orders']));

    expect(await live.readAll('ann')).toMatchObject([
      { type: 'subscribed' },
      { messages: [{ kind: 'order', order: { orderId: '2' } }] },
    ]);
  });

  it('has an overwhelmed reader read again instead of telling it 5,000 things, and no oftener than each 10 s', async () => {
    const live = makeLiveWorld(people);
    live.hub.subscribe(ANN, say(['fleet']));
    live.pass(100);
    await live.answer('ann');
    const flood = (value: number) =>
      Array.from({ length: 5_001 }, (_, id) => ({ ...terminalChange(id + 1, value), isFleeting: true }));
    live.hub.apply(flood(1));
    expect(await live.readAll('ann')).toMatchObject([{ type: 'reset' }]);

    live.hub.apply(flood(2));
    live.pass(5_000);
    expect(live.posts.size).toBe(0);
    live.pass(5_000);
    expect(await live.answer('ann')).toMatchObject({ type: 'reset' });
  });

  it('tells again what could not be posted, with the newest state, and forgets who is gone', async () => {
    const live = makeLiveWorld(people);
    live.hub.subscribe(ANN, say(['fleet']));
    live.pass(100);
    await live.answer('ann');
    live.hub.apply([terminalChange(1, 1)]);
    live.pass(100);
    await live.answer('ann', 'failed');
    live.hub.apply([terminalChange(1, 2)]);
    live.pass(100);
    expect(live.posts.size).toBe(0);
    live.pass(200);
    expect(await live.answer('ann')).toMatchObject({ messages: [{ total: '2' }] });

    live.hub.apply([terminalChange(1, 3)]);
    live.pass(100);
    await live.answer('ann', 'gone');

    expect(live.dropped).toEqual([{ connectionId: 'ann', why: 'gone' }]);
    expect(live.hub.audience.size).toBe(0);
  });

  it('closes whose session is over or who is blocked, and who asks without reading', () => {
    const live = makeLiveWorld(people);
    for (const one of [ANN, BOB]) live.hub.subscribe(one, say(['fleet']));
    live.hub.closeWhere(({ credential }) => credential === 'session:a');
    expect(live.dropped).toEqual([{ connectionId: 'ann', why: 'closed' }]);

    live.pass(100);
    for (let count = 0; count < 30 && live.hub.has('bob'); count += 1)
      live.hub.answer('bob', { type: 'pong' });
    expect(live.dropped.at(-1)).toEqual({ connectionId: 'bob', why: 'closed' });

    live.hub.subscribe({ ...BOB, connectionId: 'bob-2' }, say(['fleet']));
    live.hub.forgetViewers(new Set([2]));
    expect(live.hub.audience.size).toBe(0);
  });

  it('lets the last subscription count, in whichever order they arrive', async () => {
    const live = makeLiveWorld(people);
    live.hub.subscribe(ANN, say(['orders'], undefined, 20));
    live.hub.subscribe(ANN, say(['fleet'], undefined, 10));
    live.hub.apply([terminalChange(1, 1), orderChange(3, 1)]);

    expect(await live.readAll('ann')).toMatchObject([
      { type: 'subscribed', topics: ['orders'] },
      { messages: [{ kind: 'order' }] },
    ]);
  });

  it('takes an order by its version: what SQS delivers late or twice changes nothing', async () => {
    const live = makeLiveWorld(people);
    live.hub.subscribe(ANN, say(['orders']));
    live.hub.apply([orderChange(1, 5), orderChange(1, 4), orderChange(1, 5)]);
    const told = (await live.readAll('ann')).filter(({ type }) => type === 'batch');

    expect(told).toMatchObject([{ messages: [{ version: 5 }] }]);
    live.hub.apply([orderChange(1, 5)]);
    expect(await live.readAll('ann')).toEqual([]);
  });

  it('tells who opens one more page what the replica may not have shown there, and keeps `seq` below it', async () => {
    const live = makeLiveWorld(people);
    live.hub.subscribe(ANN, say(['fleet']));
    live.pass(100);
    await live.answer('ann');
    live.pass(10_000);
    live.hub.apply([orderChange(1, 1)]);
    live.pass(1_000);
    live.hub.apply([terminalChange(1, 1)]);
    const [batch] = await live.readAll('ann');
    const since = batch?.type === 'batch' ? batch.seq : 0;

    // The page of orders was read just now from a replica that does not have the order yet.
    live.hub.subscribe(ANN, say(['fleet', 'orders'], since, 2));
    const [subscribed, told] = await live.readAll('ann');

    expect(subscribed).toMatchObject({ type: 'subscribed', isResumed: true });
    expect(told).toMatchObject({
      messages: [{ kind: 'order', order: { orderId: '1' } }, { kind: 'terminal' }],
    });
    // Who breaks between the two and gives it back is told of the order, too.
    expect(subscribed?.type === 'subscribed' && subscribed.seq < since).toBe(true);

    // Who wants no more than before is not told again.
    live.hub.subscribe(ANN, say(['orders'], since, 3));
    expect(await live.readAll('ann')).toMatchObject([{ type: 'subscribed', seq: since }]);
  });

  it('has a page read again that it takes over without knowing what it was told, which never asked to', async () => {
    const live = makeLiveWorld(people);
    live.hub.adopt(ANN, ['fleet'], true);
    live.hub.adopt({ ...ANN, connectionId: 'wants-nothing' }, [], true);

    expect(await live.readAll('ann')).toMatchObject([
      { type: 'subscribed', isResumed: false },
      { type: 'reset' },
    ]);
    expect(await live.readAll('wants-nothing')).toMatchObject([{ type: 'subscribed' }]);
  });

  it('has a page read again whose rights became known only after it was there: what changed meanwhile it was not told', async () => {
    const live = makeLiveWorld(new Map());
    live.hub.adopt(ANN, ['fleet'], false);
    live.hub.apply([terminalChange(1, 1)]);
    expect(await live.readAll('ann')).toEqual([]);

    live.hub.setViewers(people);
    expect(await live.readAll('ann')).toMatchObject([{ type: 'reset' }, { messages: [{ terminalId: 1 }] }]);
  });

  it('counts as replaced only what was, also for who wants a terminal in two ways', async () => {
    const live = makeLiveWorld(people);
    live.hub.subscribe(ANN, say(['fleet', 'terminal:1']));
    live.pass(100);
    await live.answer('ann');
    live.hub.apply([terminalChange(1, 1)]);
    await live.readAll('ann');

    expect(live.hub.takeFigures()).toMatchObject({ replaced: 0, messages: 1 });
  });

  it('lets the answer for a connection that has ended hurt nobody who has its id now', async () => {
    const live = makeLiveWorld(people);
    live.hub.subscribe(ANN, say(['fleet']));
    live.pass(10);
    live.hub.remove('ann');
    const late = live.posts.get('ann');
    live.posts.delete('ann');
    live.hub.subscribe(ANN, say(['fleet']));
    late?.answer('gone');
    await live.readAll('ann');

    expect(live.hub.has('ann')).toBe(true);
  });
});
