import { deferMethods } from '../../../functions/receive-update/defer-methods.ts';

interface Counter {
  add(by: number): Promise<number>;
}

const counter = (): Counter & { sum: number } => ({
  sum: 0,
  add(by) {
    this.sum += by;
    return Promise.resolve(this.sum);
  },
});

describe('services that are loaded late', () => {
  it('are loaded once, at the first call, and keep what they know', async () => {
    let loads = 0;
    const services = deferMethods<Counter>(() => {
      loads += 1;
      return Promise.resolve(counter());
    });
    expect(loads).toBe(0);

    expect([await services.add(1), await services.add(2)]).toEqual([1, 3]);
    expect(loads).toBe(1);
  });

  it('that could not be loaded are asked for again at the next call', async () => {
    let loads = 0;
    const services = deferMethods<Counter>(() => {
      loads += 1;
      return loads === 1 ? Promise.reject(new Error('not now')) : Promise.resolve(counter());
    });

    await expect(services.add(1)).rejects.toThrow('not now');
    expect(await services.add(1)).toBe(1);
  });

  it('can be handed on by asynchronous functions', async () => {
    const services = deferMethods<Counter>(() => Promise.resolve(counter()));

    expect(await (await Promise.resolve(services)).add(4)).toBe(4);
  });
});
