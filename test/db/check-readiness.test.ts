import { checkReadiness } from '../../core/database/check-readiness.ts';
import { type Database, openPool } from '../../core/database/pool.ts';
import { useTestDatabase } from '../support/test-database.ts';

const test = useTestDatabase('check_readiness');

function open(url: string): Database {
  return openPool({
    endpoint: { url },
    maxConnections: 1,
    applicationName: 'test',
    onIdleError: () => undefined,
  });
}

describe('readiness', () => {
  it('is given when writes are taken and reads answered', async () => {
    const databases = { writer: test.database, reader: test.database };

    expect(await checkReadiness(() => Promise.resolve(databases))).toEqual({ writer: 'ok', reader: 'ok' });
  });

  it('is not given by a writer that takes no writes, as a standby’s does until it is promoted', async () => {
    const readOnly = open(`${test.url}?options=-c%20default_transaction_read_only%3Don`);

    const readiness = await checkReadiness(() =>
      Promise.resolve({ writer: readOnly, reader: test.database }),
    );
    await readOnly.end();

    expect(readiness).toEqual({ writer: 'read-only', reader: 'ok' });
  });

  it('is not given by a reader that is away', async () => {
    const away = open('postgres://nobody@127.0.0.1:9/telefleet');

    const readiness = await checkReadiness(() => Promise.resolve({ writer: test.database, reader: away }));
    await away.end();

    expect(readiness).toEqual({ writer: 'ok', reader: 'no-answer' });
  });

  it('is not waited for longer than a second', async () => {
    jest.useFakeTimers();
    const asked = checkReadiness(() => new Promise(() => undefined));
    await jest.advanceTimersByTimeAsync(1_000);
    jest.useRealTimers();

    expect(await asked).toEqual({ writer: 'no-answer', reader: 'no-answer' });
  });
});
