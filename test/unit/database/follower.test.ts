import { isPassiveRegion } from '../../../core/database/follower.ts';
import { type Database, openPool } from '../../../core/database/pool.ts';

const pools: Database[] = [];

/** A pool that never connects, and answers as told. */
function answering(answer: () => Promise<unknown>): Database {
  const pool = openPool({
    endpoint: { url: 'postgresql://127.0.0.1:1/none' },
    maxConnections: 1,
    applicationName: 'test',
    onIdleError: () => undefined,
  });
  pools.push(pool);
  return Object.assign(pool, { query: answer });
}

const follows = (value: boolean): Database =>
  answering(() => Promise.resolve({ rows: [{ follows: value }] }));
const noAddress = (): Database =>
  answering(() => Promise.reject(Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' })));

afterEach(async () => {
  for (const pool of pools.splice(0)) if (!pool.ended) await pool.end();
});

describe('a region', () => {
  it('is passive when its writer only follows, as after it was demoted', async () => {
    await expect(isPassiveRegion(follows(true), () => follows(true))).resolves.toBe(true);
  });

  it('is passive when its writer has no address yet and its readers follow: a standby that was never promoted', async () => {
    await expect(isPassiveRegion(noAddress(), () => follows(true))).resolves.toBe(true);
  });

  it('is active when its writer writes, though its readers follow it', async () => {
    await expect(isPassiveRegion(follows(false), () => follows(true))).resolves.toBe(false);
  });

  it('is not taken for passive because a name cannot be found', async () => {
    await expect(isPassiveRegion(noAddress(), () => follows(false))).rejects.toThrow('ENOTFOUND');
    await expect(isPassiveRegion(noAddress(), noAddress)).rejects.toThrow('ENOTFOUND');
  });
});
