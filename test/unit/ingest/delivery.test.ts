import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { Delivery } from '../../../ingest-fargate/delivery.ts';
import { Spool } from '../../../ingest-fargate/spool.ts';
import type { ReadyBatch } from '../../../ingest-fargate/thread-messages.ts';
import { until } from '../../support/until.ts';

const log = pino({ level: 'silent' });
let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'spool-'));
});
afterEach(() => rm(directory, { recursive: true }));

const batch = (id: number, bytes = 100): ReadyBatch => ({
  batchId: `b${id}`,
  body: 'x'.repeat(bytes),
  records: 10,
});

/** SQS as a switch: away, or taking what it gets. */
function fakeSqs(): {
  isAway: boolean;
  requests: string[][];
  send: (batches: readonly ReadyBatch[]) => Promise<number[]>;
} {
  const sqs = {
    isAway: false,
    requests: [] as string[][],
    send: (batches: readonly ReadyBatch[]): Promise<number[]> => {
      if (sqs.isAway) return Promise.reject(new Error('away'));
      sqs.requests.push(batches.map(({ batchId }) => batchId));
      return Promise.resolve([]);
    },
  };
  return sqs;
}

describe('delivery to SQS', () => {
  it('puts no more into one call than 10 batches and 1 MiB in all', async () => {
    const sqs = fakeSqs();
    const delivery = new Delivery(sqs.send, await Spool.open(directory, 1e9), log);
    for (let id = 0; id < 60; id += 1) delivery.accept(batch(id, id % 2 === 0 ? 400_000 : 100));
    await delivery.finish(10_000);

    expect(sqs.requests.flat().sort()).toEqual(Array.from({ length: 60 }, (_, id) => `b${id}`).sort());
    for (const request of sqs.requests) {
      expect(request.length).toBeLessThanOrEqual(10);
      expect(request.filter((id) => Number(id.slice(1)) % 2 === 0).length).toBeLessThanOrEqual(2);
    }
  });

  it('spools while SQS is away and sends everything, oldest first, when it is back', async () => {
    const sqs = fakeSqs();
    sqs.isAway = true;
    const spool = await Spool.open(directory, 1e9);
    const delivery = new Delivery(sqs.send, spool, log);
    for (let id = 0; id < 25; id += 1) delivery.accept(batch(id));
    await until('all lie on the disk', 10_000, () => spool.batches === 25);
    sqs.isAway = false;
    await until('all are delivered', 10_000, () => delivery.stats.batchesDelivered === 25);
    await delivery.finish(1_000);

    // Calls that were under way when SQS went away may come in any order among themselves; there are at most four of them.
    const ids = sqs.requests.flat().map((id) => Number(id.slice(1)));
    expect([...ids].sort((one, other) => one - other)).toEqual(Array.from({ length: 25 }, (_, id) => id));
    expect(ids.filter((id) => id >= 4)).toEqual(Array.from({ length: 21 }, (_, index) => index + 4));
    expect(await readdir(directory)).toEqual([]);
    expect(delivery.stats).toMatchObject({ recordsDelivered: 250, recordsDropped: 0 });
  });

  it('counts what does not fit into the spool and keeps the rest', async () => {
    const sqs = fakeSqs();
    sqs.isAway = true;
    const spool = await Spool.open(directory, 1_000);
    const delivery = new Delivery(sqs.send, spool, log);
    for (let id = 0; id < 20; id += 1) delivery.accept(batch(id));
    await delivery.finish(200);

    expect(spool.bytes).toBeLessThanOrEqual(1_000);
    expect(delivery.stats.recordsDropped).toBe((20 - spool.batches) * 10);
    expect(spool.batches).toBeGreaterThan(3);
  });

  it('sends what an earlier process left in the spool, and is not stopped by a half-written file', async () => {
    const away = fakeSqs();
    away.isAway = true;
    const first = new Delivery(away.send, await Spool.open(directory, 1e9), log);
    first.accept(batch(1));
    first.accept(batch(2));
    await first.finish(200);
    await writeFile(join(directory, '00000000000001-deadbeef-00000001.json'), '{"batchId":');

    const sqs = fakeSqs();
    const second = new Delivery(sqs.send, await Spool.open(directory, 1e9), log);
    await until('both are delivered', 10_000, () => second.stats.batchesDelivered === 2);
    await second.finish(1_000);

    expect(sqs.requests.flat()).toEqual(['b1', 'b2']);
  });

  it('keeps in the spool what SQS refused, and sends it again', async () => {
    const taken: string[] = [];
    let calls = 0;
    const delivery = new Delivery(
      (batches) => {
        calls += 1;
        const refused = calls === 1 ? [1] : [];
        taken.push(...batches.filter((_, index) => !refused.includes(index)).map(({ batchId }) => batchId));
        return Promise.resolve(refused);
      },
      await Spool.open(directory, 1e9),
      log,
    );
    delivery.accept(batch(0));
    delivery.accept(batch(1));
    delivery.accept(batch(2));
    await until('all are delivered', 10_000, () => delivery.stats.batchesDelivered === 3);
    await delivery.finish(1_000);

    expect(taken.sort()).toEqual(['b0', 'b1', 'b2']);
  });
});
