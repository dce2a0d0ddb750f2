import { z } from 'zod';
import { strategiesText } from '../../core/mooncmd/build-datagrams.ts';
import { addMember } from '../support/command-fleet.ts';
import { useTestApi } from '../support/test-api.ts';
import { makeTwoTerminals } from '../support/two-terminals.ts';

const given = useTestApi('api_strategies');
const { api, store, rows, newPerson } = given;
const newFleet = () => makeTwoTerminals(given);

describe('strategies', () => {
  const tell = (terminalId: number, pack: number, data: string) =>
    rows('insert into strategies (terminal_id, pack_number, data, received_at) values ($1, $2, $3, $4)', [
      terminalId,
      pack,
      data,
      '2026-03-10T00:00:00Z',
    ]);
  const longs = strategiesText('Longs', [
    { name: 'Alpha', parameters: { SignalType: 'MoonShot', OrderSize: '25', Comment: '' } },
    { name: 'Beta', parameters: { OrderSize: '30', Coins: 'A=B, C' } },
  ]);

  it('are told by folder, with what each is set to', async () => {
    const { token, a, b } = await newFleet();
    await tell(a, 1, longs);
    await tell(a, 2, strategiesText('Shorts', [{ name: 'Gamma' }]));
    const read = async (query = '') =>
      (await api.call('GET', `/api/terminals/${a}/strategies${query}`, { token })).body;

    expect(await read()).toEqual({
      receivedAt: '2026-03-10T00:00:00.000Z',
      unreadablePacks: 0,
      count: 3,
      strategies: [
        {
          name: 'Alpha',
          folder: 'Longs',
          parameterCount: 4,
          parameters: [
            { name: 'StrategyName', value: 'Alpha' },
            { name: 'SignalType', value: 'MoonShot' },
            { name: 'OrderSize', value: '25' },
            { name: 'Comment', value: '' },
          ],
        },
        {
          name: 'Beta',
          folder: 'Longs',
          parameterCount: 3,
          parameters: [
            { name: 'StrategyName', value: 'Beta' },
            { name: 'OrderSize', value: '30' },
            { name: 'Coins', value: 'A=B, C' },
          ],
        },
        {
          name: 'Gamma',
          folder: 'Shorts',
          parameterCount: 1,
          parameters: [{ name: 'StrategyName', value: 'Gamma' }],
        },
      ],
    });
    expect(await read('?parameters=false&strategy=beta')).toMatchObject({
      strategies: [{ name: 'Beta', folder: 'Longs', parameterCount: 3 }],
    });
    expect((await api.call('GET', `/api/terminals/${b}/strategies`, { token })).body).toEqual({
      receivedAt: null,
      unreadablePacks: 0,
      count: 0,
      strategies: [],
    });
    const stranger = await api.tokenOf(newPerson());
    expect((await api.call('GET', `/api/terminals/${a}/strategies`, { token: stranger })).status).toBe(404);
  });

  it('of many megabytes come in parts that an answer can hold', async () => {
    const { token, a } = await newFleet();
    const parameters = Object.fromEntries(
      Array.from({ length: 400 }, (_, n) => [`Parameter${n}`, 'v'.repeat(100)]),
    );
    for (let pack = 1; pack <= 4; pack += 1)
      await tell(
        a,
        pack,
        strategiesText(
          'F',
          Array.from({ length: 25 }, (_, n) => ({ name: `S${pack}-${n}`, parameters })),
        ),
      );

    const names: string[] = [];
    let cursor = '';
    let parts = 0;
    do {
      const { text } = await api.ask('GET', `/api/terminals/${a}/strategies${cursor}`, { token });
      expect(text.length).toBeLessThan(3_000_000);
      const page = z
        .object({ strategies: z.array(z.object({ name: z.string() })), nextCursor: z.string().optional() })
        .parse(JSON.parse(text));
      names.push(...page.strategies.map(({ name }) => name));
      parts += 1;
      cursor = page.nextCursor === undefined ? '' : `?cursor=${page.nextCursor}`;
    } while (cursor !== '');

    expect(parts).toBeGreaterThan(1);
    expect(new Set(names).size).toBe(100);
    expect(names).toHaveLength(100);
  });

  it('teach the names of parameters, with the commonest values', async () => {
    const { token, a, b } = await newFleet();
    await tell(a, 1, longs);
    await tell(b, 1, strategiesText('X', [{ name: 'Alpha', parameters: { OrderSize: '25' } }]));
    await tell((await newFleet()).a, 1, strategiesText('X', [{ name: 'S', parameters: { Secret: '1' } }]));

    const { body } = await api.call('GET', '/api/strategies/parameters', { token });

    expect(body.parameters).toEqual([
      { name: 'Coins', strategies: 1, values: ['A=B, C'] },
      { name: 'Comment', strategies: 1, values: [''] },
      { name: 'OrderSize', strategies: 3, values: ['25', '30'] },
      { name: 'SignalType', strategies: 1, values: ['MoonShot'] },
      { name: 'StrategyName', strategies: 3, values: ['Alpha', 'Beta'] },
    ]);
  });

  it('are changed by lines, with lines that take it back', async () => {
    const { token, a } = await newFleet();
    await tell(a, 1, longs);
    const changes = [
      { strategy: 'alpha', parameter: 'ordersize', value: '50' },
      { strategy: 'Alpha', parameter: 'Comment', value: 'more  words' },
      { strategy: 'Beta', parameter: 'Coins', value: '' },
      { strategy: 'Beta', parameter: 'OrderSize', value: '30' },
    ];

    const pack = await api.call('POST', '/api/strategies/set-param-pack', {
      token,
      body: { terminalId: a, changes },
    });

    expect(pack).toMatchObject({
      status: 200,
      body: {
        commands: [
          'SetParam "Alpha" OrderSize 50',
          'SetParam "Alpha" Comment more  words',
          'SetParam "Beta" Coins empty',
        ],
        revert: [
          'SetParam "Beta" Coins A=B, C',
          'SetParam "Alpha" Comment empty',
          'SetParam "Alpha" OrderSize 25',
        ],
        unchanged: [3],
      },
    });
  });

  it('are not changed where a name is not known, and every wrong change is told', async () => {
    const { token, a, b, fleetId } = await newFleet();
    await tell(a, 1, longs);
    const ask = (terminalId: number, changes: unknown[], as = token) =>
      api.call('POST', '/api/strategies/set-param-pack', { token: as, body: { terminalId, changes } });
    const good = { strategy: 'Alpha', parameter: 'OrderSize', value: '1' };

    expect(
      await ask(a, [
        good,
        { ...good, strategy: 'Nobody' },
        { ...good, parameter: 'Nothing' },
        { ...good, parameter: 'Comment', value: 'a\nb' },
      ]),
    ).toMatchObject({
      status: 422,
      body: {
        errors: [
          { field: 'changes.1.strategy', is: 'unknown' },
          { field: 'changes.2.parameter', is: 'unknown' },
          { field: 'changes.3.value', is: 'has-line-break' },
        ],
      },
    });
    expect(await ask(b, [good])).toMatchObject({
      status: 422,
      body: { detail: expect.stringContaining('GetStrategiesFull') },
    });
    const viewer = newPerson();
    await addMember(store.database, fleetId, viewer, 'viewer');
    expect((await ask(a, [good], await api.tokenOf(viewer))).status).toBe(403);
    expect((await ask(a, [good], await api.tokenOf(newPerson()))).status).toBe(404);
  });
});
