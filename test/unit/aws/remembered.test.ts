import { remember } from '../../../core/aws/remembered.ts';

const MINUTE_MS = 60_000;

function remembered(): {
  read: () => Promise<string>;
  forget: () => void;
  wait: (ms: number) => void;
  isAway: (away: boolean) => void;
  fetches: () => number;
} {
  let nowMs = 0;
  let fetches = 0;
  let away = false;
  const fetch = (): Promise<string> => {
    fetches += 1;
    return away ? Promise.reject(new Error('away')) : Promise.resolve(`value ${fetches}`);
  };
  return {
    ...remember(fetch, () => nowMs),
    wait: (ms) => (nowMs += ms),
    isAway: (value) => (away = value),
    fetches: () => fetches,
  };
}

describe('a remembered value', () => {
  it('is fetched once for callers of one moment, and again after five minutes', async () => {
    const { read, wait, fetches } = remembered();

    expect(await Promise.all([read(), read()])).toEqual(['value 1', 'value 1']);
    wait(5 * MINUTE_MS - 1);
    expect(await read()).toBe('value 1');
    wait(1);
    expect(await read()).toBe('value 2');
    expect(fetches()).toBe(2);
  });

  it('stays what it was while its source is away', async () => {
    const { read, wait, isAway } = remembered();
    await read();
    isAway(true);
    wait(10 * MINUTE_MS);

    expect(await read()).toBe('value 1');
  });

  it('is asked for anew after a first fetch that failed', async () => {
    const { read, isAway } = remembered();
    isAway(true);
    await expect(read()).rejects.toThrow('away');
    isAway(false);

    expect(await read()).toBe('value 2');
  });

  it('is asked for anew at once when it was refused, as a password is after a rotation', async () => {
    const { read, forget } = remembered();
    await read();

    forget();

    expect(await read()).toBe('value 2');
  });
});
