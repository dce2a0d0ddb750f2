import { randomBytes } from 'node:crypto';
import type { SessionTable } from '../../../core/aws/session-table.ts';
import { sealFlows } from '../../../core/bot/session/seal-flows.ts';

const KEY = randomBytes(32);
const rows = new Map<string, string>();
const load = (id: string) => Promise.resolve({ version: 1, state: rows.get(id) ?? '' });
const table: SessionTable = {
  load,
  claim: load,
  release: () => Promise.resolve(),
  save: (id, state) => {
    rows.set(id, state);
    return Promise.resolve();
  },
  put: (id, state) => {
    rows.set(id, state);
    return Promise.resolve();
  },
};
const save = (state: object, key = KEY, id = 'a') =>
  sealFlows(table, () => Promise.resolve(key)).save(
    id,
    JSON.stringify(state),
    { version: 1, holder: 'h' },
    0,
  );
const read = async (key = KEY, id = 'a'): Promise<unknown> =>
  JSON.parse((await sealFlows(table, () => Promise.resolve(key)).load(id)).state);

const state = {
  schema: 1,
  flow: { part: 'fleet', state: { answers: { password: 'hunter2' } } },
  handled: [7],
};

describe('a session with an open flow', () => {
  it('comes back as it was saved, and shows nothing of the flow in the table', async () => {
    await save(state);

    expect(rows.get('a')).not.toContain('hunter2');
    expect(rows.get('a')).not.toContain('password');
    expect(await read()).toEqual(state);
    const claimed = await sealFlows(table, () => Promise.resolve(KEY)).claim('a', 'h', 0);
    expect(JSON.parse(claimed?.state ?? '')).toEqual(state);
  });

  it('loses the flow and nothing else when the key was changed, or the row is another', async () => {
    await save(state);
    rows.set('b', rows.get('a') ?? '');

    expect(await read(randomBytes(32))).toEqual({ schema: 1, handled: [7] });
    expect(await read(KEY, 'b')).toEqual({ schema: 1, handled: [7] });
  });

  it('is the only one for which the key is asked', async () => {
    const askNobody = sealFlows(table, () => Promise.reject(new Error('asked')));
    const plain = JSON.stringify({ schema: 1, handled: [], said: 'a "flow": b' });

    await askNobody.save('c', plain, { version: 1, holder: 'h' }, 0);
    expect((await askNobody.load('c')).state).toBe(plain);
    expect((await askNobody.load('none')).state).toBe('');
    await expect(askNobody.save('c', JSON.stringify(state), { version: 1, holder: 'h' }, 0)).rejects.toThrow(
      'asked',
    );
  });
});
