import { z } from 'zod';
import type { ApiAnswer } from '../support/api-calls.ts';
import { addMember, makeCommandFleet } from '../support/command-fleet.ts';
import { useTestApi } from '../support/test-api.ts';

const { api, store, rows } = useTestApi('api_commands_followed');

const idOf = ({ body }: ApiAnswer): string => z.uuid().parse(body.id);

describe('results', () => {
  it('come page by page, and by their state', async () => {
    const { owner, terminals } = await makeCommandFleet(store.database, 5);
    const token = await api.tokenOf(owner);
    const id = idOf(
      await api.call('POST', '/api/commands', { token, key: 'k', body: { command: 'lst', all: true } }),
    );
    await rows(
      `update command_results set state = 'answered', reply = 'OK' where run_id = $1 and terminal_id = $2`,
      [id, terminals[1]],
    );
    const resultsOf = (answer: ApiAnswer): unknown[] =>
      z
        .array(z.object({ terminalId: z.number() }))
        .parse(answer.body.results)
        .map((one) => one.terminalId);

    const first = await api.call('GET', `/api/commands/${id}?limit=3`, { token });
    const cursor = z.string().parse(first.body.nextCursor);
    const second = await api.call('GET', `/api/commands/${id}?limit=3&cursor=${cursor}`, { token });

    expect([...resultsOf(first), ...resultsOf(second)]).toEqual(terminals);
    expect(second.body).not.toHaveProperty('nextCursor');
    expect(resultsOf(await api.call('GET', `/api/commands/${id}?state=answered`, { token }))).toEqual([
      terminals[1],
    ]);
    expect((await api.call('GET', `/api/commands/${id}?limit=5001`, { token })).status).toBe(400);
  });

  it('never make an answer larger than a function may give', async () => {
    const { owner, terminals } = await makeCommandFleet(store.database, 60);
    const token = await api.tokenOf(owner);
    const id = idOf(
      await api.call('POST', '/api/commands', {
        token,
        key: 'large',
        body: { command: 'lst', all: true, confirm: 60 },
      }),
    );
    await rows(
      `update command_results set state = 'answered', reply = repeat('"', 65536) where run_id = $1`,
      [id],
    );

    let seen = 0;
    let cursor = '';
    do {
      const { body } = await api.call('GET', `/api/commands/${id}${cursor}`, { token });
      expect(Buffer.byteLength(JSON.stringify(JSON.stringify(body)))).toBeLessThan(6_000_000);
      seen += z.array(z.unknown()).parse(body.results).length;
      cursor = body.nextCursor === undefined ? '' : `?cursor=${z.string().parse(body.nextCursor)}`;
    } while (cursor !== '');

    expect(seen).toBe(terminals.length);
  });

  it('of a command to a fleet of others are not told', async () => {
    const { owner } = await makeCommandFleet(store.database, 1);
    const id = idOf(
      await api.call('POST', '/api/commands', {
        token: await api.tokenOf(owner),
        key: 'k',
        body: { command: 'lst', all: true },
      }),
    );
    const token = await api.tokenOf((await makeCommandFleet(store.database, 1)).owner);

    expect((await api.call('GET', `/api/commands/${id}`, { token })).status).toBe(404);
    expect((await api.call('GET', '/api/commands/no-uuid', { token })).status).toBe(404);
    expect((await api.call('GET', '/api/commands', { token })).body).toEqual({ commands: [] });
  });
});

describe('the history of commands', () => {
  it('is of all fleets of the person, the newest first, page by page', async () => {
    const { owner, fleetId } = await makeCommandFleet(store.database, 1);
    const second = await makeCommandFleet(store.database, 1);
    await addMember(store.database, second.fleetId, owner, 'operator');
    const token = await api.tokenOf(owner);
    const sent: string[] = [];
    for (const [index, to] of [fleetId, second.fleetId, fleetId, second.fleetId, fleetId].entries())
      sent.push(
        idOf(
          await api.call('POST', '/api/commands', {
            token,
            key: `k${index}`,
            body: { command: 'lst', all: true, fleetId: to },
          }),
        ),
      );
    // Two at one moment: their ids decide.
    await rows('update command_runs set created_at = $2 where id = any($1)', [
      sent.slice(0, 2),
      '2026-01-01T00:00:00Z',
    ]);
    const newest = [...sent.slice(2).reverse(), ...sent.slice(0, 2).sort().reverse()];
    const seen: unknown[] = [];
    let query = '?limit=2';

    for (let page = 0; page < 3; page += 1) {
      const { body } = await api.call('GET', `/api/commands${query}`, { token });
      seen.push(
        ...z
          .array(z.object({ id: z.string() }))
          .parse(body.commands)
          .map(({ id }) => id),
      );
      query = `?limit=2&cursor=${z.string().optional().parse(body.nextCursor) ?? 'none'}`;
    }

    expect(seen).toEqual(newest);
    expect(query).toContain('none');
    const one = await api.call('GET', `/api/commands?fleetId=${second.fleetId}`, { token });
    expect(z.array(z.unknown()).parse(one.body.commands)).toHaveLength(2);
  });
});
