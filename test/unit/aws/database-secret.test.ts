import { DatabaseSecret, DatabaseSecretUnreadableError } from '../../../core/aws/database-secret.ts';

const MINUTE_MS = 60_000;

function secretOf(...answers: (string | Error)[]) {
  const clock = { nowMs: 0 };
  let fetched = 0;
  const fetchText = (): Promise<string> => {
    const answer = answers[Math.min(fetched, answers.length - 1)] ?? '';
    fetched += 1;
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  };
  return {
    secret: new DatabaseSecret(fetchText, () => clock.nowMs),
    clock,
    fetches: () => fetched,
  };
}

const text = (password: string): string =>
  JSON.stringify({ host: 'first-region', port: 5432, dbname: 'telefleet', username: 'telefleet', password });

describe('the secret of the database', () => {
  it('is asked for once in five minutes, however many connections are opened', async () => {
    const { secret, clock, fetches } = secretOf(text('one'), text('two'));

    const together = await Promise.all([secret.read(), secret.read(), secret.read()]);
    clock.nowMs = 5 * MINUTE_MS - 1;
    expect((await secret.read()).password).toBe('one');
    expect(together.map(({ password }) => password)).toEqual(['one', 'one', 'one']);
    expect(fetches()).toBe(1);

    clock.nowMs = 5 * MINUTE_MS;
    expect((await secret.read()).password).toBe('two');
  });

  it('is asked for again at once when the password was refused', async () => {
    const { secret } = secretOf(text('one'), text('two'));
    await secret.read();

    secret.forget();

    expect((await secret.read()).password).toBe('two');
  });

  it('goes on with the password it knows while Secrets Manager is away', async () => {
    const { secret, clock } = secretOf(text('one'), new Error('throttled'));
    await secret.read();
    clock.nowMs = 10 * MINUTE_MS;

    expect((await secret.read()).password).toBe('one');
  });

  it('fails when it was never read, and can be read later', async () => {
    const { secret } = secretOf(new Error('throttled'), text('one'));

    await expect(secret.read()).rejects.toThrow('throttled');
    expect((await secret.read()).password).toBe('one');
  });

  it('names what is missing and shows nothing of what is there', async () => {
    const { secret } = secretOf(JSON.stringify({ username: 'telefleet', pass: 'hidden' }));

    await expect(secret.read()).rejects.toThrow(DatabaseSecretUnreadableError);
    await expect(secret.read()).rejects.toThrow('the database secret lacks: password');
  });
});
