import { readMessage } from '../../../core/mooncmd/read-message.ts';
import { QUIET_NETWORK, startFleet, subscribeAll } from './fleet-fixture.ts';

describe('a simulated fleet', () => {
  it('says nothing before it is spoken to', () => {
    const run = startFleet();

    run.pass(60);

    expect(run.datagrams).toHaveLength(0);
  });

  it('sends only what the real decoder takes and the real reader reads', () => {
    const run = startFleet();

    subscribeAll(run);
    run.pass(300);

    expect(run.drops).toEqual({});
    const read = run.messages.map(({ kind, payload }) =>
      readMessage(kind, payload, Date.UTC(2025, 11, 4, 11)),
    );
    expect(read.filter((message) => message.type === 'unreadable')).toEqual([]);
    expect(new Set(read.map((message) => message.type))).toEqual(
      new Set(['balance', 'orders', 'errors', 'chart']),
    );
    const orders = read.filter((message) => message.type === 'orders');
    expect(orders.flatMap((message) => message.unreadable)).toEqual([]);
  });

  it('answers after the asked delay, the parts of an answer one after the other', () => {
    const run = startFleet({ terminals: 1, answerDelayMs: 200 });
    const parts = (): number => run.countsByKind().strats ?? 0;

    run.command(0, 'GetStrategiesFull');
    run.pass(0.18);
    const early = parts();
    run.pass(0.02);
    const first = parts();
    run.pass(0.1);

    expect([early, first, parts()]).toEqual([0, 1, 3]);
  });

  it('sends two balances to one order event', () => {
    const run = startFleet({ terminals: 40 });

    subscribeAll(run);
    run.pass(600);

    const { acc = 0, order = 0, text = 0 } = run.countsByKind();
    expect(acc / (order + text)).toBeGreaterThan(1.8);
    expect(acc / (order + text)).toBeLessThan(2.3);
  });

  it('spreads its balances instead of sending them at once', () => {
    const run = startFleet({ terminals: 500 });
    subscribeAll(run);
    run.pass(10);

    const before = run.countsByKind().acc ?? 0;
    run.pass(0.5);

    const inHalfASecond = (run.countsByKind().acc ?? 0) - before;
    expect(inHalfASecond).toBeGreaterThan(25);
    expect(inHalfASecond).toBeLessThan(90);
  });

  it('counts exactly what arrives whole, whatever the network does to it', () => {
    const run = startFleet({
      terminals: 20,
      fragmentsPercent: 20,
      faults: { lossPercent: 3, reorderPercent: 5, duplicatePercent: 3, reorderMaxDelayMs: 500 },
    });

    subscribeAll(run);
    run.pass(400);
    run.fleet.fallSilent();
    run.pass(5);

    const { counts } = run.fleet;
    expect(run.countsByKind()).toEqual(counts.messages);
    expect(run.datagrams).toHaveLength(counts.datagrams);
    expect(counts.lostDatagrams).toBeGreaterThan(0);
    expect(counts.duplicatedDatagrams).toBeGreaterThan(0);
    expect(counts.delayedDatagrams).toBeGreaterThan(0);
    expect(counts.fragmentedMessages).toBeGreaterThan(0);
    expect(counts.lostMessages.order).toBeGreaterThan(0);
  });

  it('cuts long messages into datagrams of at most 2,048 bytes when it fragments', () => {
    const run = startFleet({ fragmentsPercent: 100, plainPercent: 0 });

    subscribeAll(run);
    run.pass(60);

    expect(run.fleet.counts.fragmentedMessages).toBeGreaterThan(0);
    expect(Math.max(...run.datagrams.map((datagram) => datagram.length))).toBe(2_048);
    expect(run.drops).toEqual({});
  });

  it('is the same fleet for the same seed and another one for another', () => {
    const bytesOf = (seed: number): string => {
      const run = startFleet({ seed, faults: { ...QUIET_NETWORK, lossPercent: 2 } });
      subscribeAll(run);
      run.pass(60);
      return Buffer.concat(run.datagrams).toString('base64');
    };

    expect(bytesOf(7)).toBe(bytesOf(7));
    expect(bytesOf(7)).not.toBe(bytesOf(8));
  });

  it('has exactly the asked share of terminals that never answer', () => {
    const run = startFleet({ terminals: 50, silentPercent: 10 });

    subscribeAll(run);
    run.pass(10);

    expect(run.fleet.counts.pushingTerminals).toBe(45);
    expect(new Set(run.messages.map(({ index }) => index)).size).toBe(45);
  });

  it('pushes to whoever sent the last request with its password', () => {
    const run = startFleet({ terminals: 1 });

    run.command(0, 'lst', { port: 2500 });
    run.command(0, 'lst', { port: 2600, password: 'wrong' });
    run.pass(20);
    const withFirst = new Set(run.ports);
    run.command(0, 'lst', { port: 2700 });
    const before = run.ports.length;
    run.pass(20);

    expect(withFirst).toEqual(new Set([2500]));
    expect(new Set(run.ports.slice(before))).toEqual(new Set([2700]));
    expect(run.fleet.counts).toMatchObject({ requests: 3, ignoredRequests: 1 });
  });

  it('falls silent when told to and still delivers what the network holds back', () => {
    const run = startFleet({ faults: { ...QUIET_NETWORK, reorderPercent: 100, reorderMaxDelayMs: 2_000 } });
    subscribeAll(run);
    run.pass(20);

    run.fleet.fallSilent();
    const heldBack = run.fleet.heldBack;
    const before = run.datagrams.length;
    run.pass(30);

    expect(heldBack).toBeGreaterThan(0);
    expect(run.datagrams.length - before).toBe(heldBack);
    expect(run.fleet.heldBack).toBe(0);
  });
});
