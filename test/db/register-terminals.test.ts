import { randomBytes } from 'node:crypto';
import { openPassword } from '../../core/fleet/terminal-password.ts';
import { registerTerminals, TerminalAddressTakenError } from '../../local/register-terminals.ts';
import { useTestDatabase } from '../support/test-database.ts';

const key = randomBytes(32);
const db = useTestDatabase('register_terminals');

interface Row {
  readonly id: string;
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly password_sealed: Buffer | null;
  readonly enabled: boolean;
}

async function rows(): Promise<Map<string, Row>> {
  const result = await db.database.query<Row>('select * from terminals');
  return new Map(result.rows.map((row) => [row.name, row]));
}

const terminal = (name: string, port: number, password = `password of ${name}`, host = '127.0.0.1') => ({
  name,
  host,
  port,
  password,
});

describe('registerTerminals', () => {
  beforeEach(() => db.database.query('delete from terminals'));

  it('adds terminals with sealed passwords, and without one when there is none', async () => {
    await registerTerminals(db.url, key, [terminal('alpha', 1_001), terminal('beta', 1_002, '')]);

    const stored = await rows();
    expect(openPassword(key, stored.get('alpha')?.password_sealed ?? Buffer.alloc(0))).toBe(
      'password of alpha',
    );
    expect(stored.get('beta')).toMatchObject({ password_sealed: null, port: 1_002, enabled: true });
  });

  it('updates by name and keeps the id, even when two terminals change places', async () => {
    await registerTerminals(db.url, key, [terminal('alpha', 1_001), terminal('beta', 1_002)]);
    const before = await rows();

    await registerTerminals(db.url, key, [terminal('alpha', 1_002), terminal('beta', 1_001, 'new')]);

    const after = await rows();
    expect(after.get('alpha')).toMatchObject({ id: before.get('alpha')?.id, port: 1_002 });
    expect(after.get('beta')).toMatchObject({ id: before.get('beta')?.id, port: 1_001 });
    expect(openPassword(key, after.get('beta')?.password_sealed ?? Buffer.alloc(0))).toBe('new');
  });

  it('switches off what an earlier simulation left, keeps its rows, and frees its addresses', async () => {
    await registerTerminals(db.url, key, [
      terminal('sim-0001', 1_001),
      terminal('sim-0002', 1_002),
      terminal('real', 1_003),
    ]);

    await registerTerminals(db.url, key, [terminal('sim-0001', 1_002), terminal('other', 1_001)]);

    const after = await rows();
    expect(after.get('sim-0001')).toMatchObject({ enabled: true, port: 1_002, host: '127.0.0.1' });
    expect(after.get('sim-0002')?.enabled).toBe(false);
    expect(after.get('real')).toMatchObject({ enabled: true, host: '127.0.0.1', port: 1_003 });
  });

  it('names the address that another terminal has, and registers nothing then', async () => {
    await registerTerminals(db.url, key, [terminal('alpha', 1_001)]);

    const registering = registerTerminals(db.url, key, [terminal('beta', 1_002), terminal('gamma', 1_001)]);

    await expect(registering).rejects.toThrow(TerminalAddressTakenError);
    await expect(registering).rejects.toThrow(/^127\.0\.0\.1:1001 /);
    expect([...(await rows()).keys()]).toEqual(['alpha']);
  });
});
