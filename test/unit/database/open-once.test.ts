import { openOnce } from '../../../core/database/open-once.ts';

describe('what is opened once', () => {
  it('is shared by callers of one moment and kept for later ones', async () => {
    let opened = 0;
    const open = openOnce(() => Promise.resolve((opened += 1)));
    expect([...(await Promise.all([open(), open()])), await open()]).toEqual([1, 1, 1]);
  });

  it('is opened anew by the next caller when it failed', async () => {
    let tries = 0;
    const open = openOnce(() =>
      (tries += 1) === 1 ? Promise.reject(new Error('the secret is away')) : Promise.resolve(tries),
    );
    const together = await Promise.allSettled([open(), open()]);
    expect(together.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await open()).toBe(2);
  });
});
