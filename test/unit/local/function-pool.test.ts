import { type ExecutionEnvironment, InvocationFailedError } from '../../../local/lambda/environment.ts';
import { FunctionPool } from '../../../local/lambda/function-pool.ts';

/** An environment whose end and answers the test decides. */
class FakeEnvironment implements ExecutionEnvironment {
  readonly #exit = Promise.withResolvers<{ code: null; signal: 'SIGKILL' }>();
  readonly exited = this.#exit.promise;
  readonly pid: number;
  answer: (event: unknown) => Promise<unknown> = () => Promise.resolve(this.pid);

  constructor(pid: number) {
    this.pid = pid;
  }

  invoke(event: unknown): Promise<unknown> {
    return this.answer(event);
  }

  async die(): Promise<void> {
    this.#exit.resolve({ code: null, signal: 'SIGKILL' });
    await this.exited;
  }

  stop(): Promise<void> {
    return this.die();
  }
}

function createPool(maxEnvironments: number): {
  pool: FunctionPool;
  started: FakeEnvironment[];
  pids: Map<number, number>;
} {
  const started: FakeEnvironment[] = [];
  const pids = new Map<number, number>();
  const pool = new FunctionPool({
    name: 'store-batch',
    maxEnvironments,
    start: () => {
      const environment = new FakeEnvironment(100 + started.length);
      started.push(environment);
      return Promise.resolve(environment);
    },
    onPid: (slot, pid) => {
      if (pid === undefined) pids.delete(slot);
      else pids.set(slot, pid);
    },
  });
  return { pool, started, pids };
}

/** Lets everything that is ready to run do so. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('FunctionPool', () => {
  it('uses one environment for events that follow each other', async () => {
    const { pool } = createPool(2);

    expect([await pool.invoke(1), await pool.invoke(2)]).toEqual([100, 100]);
  });

  it('starts a second environment for events that overlap, and lets more than its limit wait their turn', async () => {
    const { pool, started } = createPool(2);
    await pool.warmUp();
    const gate = Promise.withResolvers<unknown>();
    for (const environment of started) environment.answer = () => gate.promise;

    const first = pool.invoke(1);
    const second = await pool.invoke(2);
    if (started[1] !== undefined) started[1].answer = () => gate.promise;
    const third = pool.invoke(3);
    const fourth = pool.invoke(4);
    await settle();
    expect(started).toHaveLength(2);
    gate.resolve('done');

    expect([await first, second, await third, await fourth]).toEqual(['done', 101, 'done', 'done']);
  });

  it('refuses an event when a thousand wait already', async () => {
    const { pool, started } = createPool(1);
    await pool.warmUp();
    const gate = Promise.withResolvers<unknown>();
    for (const environment of started) environment.answer = () => gate.promise;

    const accepted = Array.from({ length: 1_001 }, () => pool.invoke(1));
    await expect(pool.invoke(2)).rejects.toThrow(/1000 events wait already/);
    gate.resolve('done');

    expect(new Set(await Promise.all(accepted))).toEqual(new Set(['done']));
  });

  it('replaces an environment that died in the middle of an event, and fails only that event', async () => {
    const { pool, started, pids } = createPool(1);
    await pool.warmUp();
    const [first] = started;
    if (first === undefined) throw new Error('nothing was started');
    first.answer = async () => {
      await first.die();
      throw new InvocationFailedError('its process ended');
    };

    await expect(pool.invoke(1)).rejects.toThrow('its process ended');
    await settle();

    expect(pids.get(0)).toBe(101);
    expect(await pool.invoke(2)).toBe(101);
  });

  it('keeps the first environment warm when it dies between two events', async () => {
    const { pool, started, pids } = createPool(2);
    await pool.warmUp();

    await started[0]?.die();
    await settle();

    expect(pids).toEqual(new Map([[0, 101]]));
  });

  it('starts nothing again once it is stopped', async () => {
    const { pool, started, pids } = createPool(1);
    await pool.warmUp();

    await pool.stop(0);
    await settle();

    expect(started).toHaveLength(1);
    expect(pids.size).toBe(0);
    await expect(pool.invoke(1)).rejects.toThrow('is stopping');
  });
});
