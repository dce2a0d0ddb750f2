import { DatabaseSecretUnreadableError, parseDatabaseSecret } from '../../../core/aws/database-secret.ts';

describe('the secret of the database', () => {
  it('gives the login, without the host, which is the first region for ever', () => {
    const text = JSON.stringify({
      host: 'first-region',
      port: 5433,
      dbname: 'fleet',
      username: 'me',
      password: 'one',
    });

    expect(parseDatabaseSecret(text)).toEqual({
      port: 5433,
      dbname: 'fleet',
      username: 'me',
      password: 'one',
    });
  });

  it('names what is missing and shows nothing of what is there', () => {
    const read = (): unknown =>
      parseDatabaseSecret(JSON.stringify({ username: 'telefleet', pass: 'hidden' }));

    expect(read).toThrow(DatabaseSecretUnreadableError);
    expect(read).toThrow('the database secret lacks: password');
    expect(() => parseDatabaseSecret('hidden')).toThrow('the database secret is not JSON');
  });
});
