import { commandLink } from '../../../console/src/pages/fleet/command-link.ts';
import type { FleetFilter } from '../../../console/src/pages/fleet/fleet-order.ts';
import { FleetRows } from '../../../console/src/pages/fleet/fleet-rows.ts';

const ALL: FleetFilter = { search: '', state: undefined, group: undefined, tag: undefined };
const BY_NAME = { column: 'name', isDescending: false };

function terminal(id: number, given: object = {}) {
  return {
    id,
    fleetId: '1',
    name: `sim-${id}`,
    host: '203.0.113.7',
    port: 2_000 + id,
    state: 'online' as const,
    available: '10.5',
    total: '20.25',
    currency: 'USDT',
    version: 756,
    groups: [],
    tags: [],
    lastSeenAt: '2026-01-01T00:00:00.000Z',
    ...given,
  };
}

function rowsOf(...terminals: ReturnType<typeof terminal>[]): FleetRows {
  const rows = new FleetRows();
  rows.put(terminals);
  return rows;
}
const namesOf = (rows: FleetRows, filter = ALL, sort = BY_NAME): string[] =>
  rows.select(filter, sort, 0).map((row) => row.terminal.name);

describe('FleetRows', () => {
  it('takes what a live message tells and keeps the rest', () => {
    const rows = rowsOf(terminal(1));

    const applied = rows.apply([{ kind: 'terminal', terminalId: 1, state: 'silent', total: null }]);

    expect(applied).toEqual({ hasChanged: true, hasNew: false });
    expect(rows.select(ALL, BY_NAME, 0)[0]?.terminal).toEqual(terminal(1, { state: 'silent', total: null }));
  });

  it('is not changed by a terminal that is not on the list, and tells of it', () => {
    const rows = rowsOf(terminal(1));

    expect(rows.apply([{ kind: 'terminal', terminalId: 2, state: 'online' }])).toEqual({
      hasChanged: false,
      hasNew: true,
    });
    expect(rows.size).toBe(1);
  });

  it('sorts names as people count, and what is not known last in both directions', () => {
    const rows = rowsOf(terminal(10), terminal(9), terminal(8, { total: null }), terminal(7, { total: '3' }));

    expect(namesOf(rows)).toEqual(['sim-7', 'sim-8', 'sim-9', 'sim-10']);
    expect(namesOf(rows, ALL, { column: 'total', isDescending: true })).toEqual([
      'sim-9',
      'sim-10',
      'sim-7',
      'sim-8',
    ]);
    expect(namesOf(rows, ALL, { column: 'total', isDescending: false })).toEqual([
      'sim-7',
      'sim-9',
      'sim-10',
      'sim-8',
    ]);
  });

  it('moves rows at most once a second for what changes live, and at once for what a person asks', () => {
    const rows = rowsOf(terminal(1, { total: '1' }), terminal(2, { total: '2' }));
    const byTotal = { column: 'total', isDescending: false };
    const shown = (nowMs: number, sort = byTotal): (string | null)[] =>
      rows.select(ALL, sort, nowMs).map((row) => row.terminal.total);
    expect(shown(5_000)).toEqual(['1', '2']);

    rows.apply([{ kind: 'terminal', terminalId: 1, total: '3' }]);

    expect(shown(5_999)).toEqual(['3', '2']);
    expect(shown(6_000)).toEqual(['2', '3']);
    expect(shown(6_001, { ...byTotal, isDescending: true })).toEqual(['3', '2']);
    rows.put([terminal(3, { total: '2.5' })]);
    expect(shown(6_002)).toEqual(['2', '2.5', '3']);
  });

  it('finds by every word of the search in name, host and labels, in any case of letters', () => {
    const rows = rowsOf(terminal(1, { groups: ['Scalpers'] }), terminal(2, { tags: ['eu'] }));

    expect(namesOf(rows, { ...ALL, search: 'SIM scalp' })).toEqual(['sim-1']);
    expect(namesOf(rows, { ...ALL, group: 'scalpers' })).toEqual(['sim-1']);
    expect(namesOf(rows, { ...ALL, tag: 'EU' })).toEqual(['sim-2']);
    expect(namesOf(rows, { ...ALL, state: 'silent' })).toEqual([]);
  });

  it('sums each currency apart, the emulator apart from money, and what has no currency last', () => {
    const rows = rowsOf(
      terminal(1),
      terminal(2, { currency: null }),
      terminal(3, { state: 'paused', total: '1' }),
    );
    const closed = { terminalId: 1, currency: 'USDT', orders: 1 };
    rows.setProfit([
      { ...closed, isEmulator: false, profit: '-1.5' },
      { ...closed, isEmulator: true, profit: '100' },
      { ...closed, isEmulator: false, currency: 'BTC', profit: '0.25' },
    ]);

    expect(rows.sums()).toEqual({
      count: 3,
      byState: { online: 2, stopped: 0, silent: 0, never: 0, paused: 1 },
      total: [
        { currency: 'USDT', amount: 21.25 },
        { currency: null, amount: 20.25 },
      ],
      available: [
        { currency: 'USDT', amount: 21 },
        { currency: null, amount: 10.5 },
      ],
      profit: [
        { currency: 'BTC', amount: 0.25 },
        { currency: 'USDT', amount: -1.5 },
      ],
      emulated: [{ currency: 'USDT', amount: 100 }],
    });
  });

  it('keeps the profit of the day over a list that is read anew, and forgets terminals that are gone', () => {
    const rows = rowsOf(terminal(1), terminal(2));
    rows.setProfit([{ terminalId: 1, currency: 'USDT', isEmulator: false, profit: '2', orders: 3 }]);

    rows.put([terminal(1, { name: 'renamed' })]);
    rows.keepOnly(new Set([1]));

    expect(rows.select(ALL, BY_NAME, 0)).toEqual([
      {
        id: 1,
        terminal: terminal(1, { name: 'renamed' }),
        profits: [{ currency: 'USDT', profit: 2, orders: 3 }],
        emulated: [],
      },
    ]);
  });
});

describe('commandLink', () => {
  it('names all, a group or a tag where that is what is chosen, and ids otherwise', () => {
    expect(commandLink([1, 2], ALL, true)).toBe('/commands?all=1');
    expect(commandLink([1, 2], { ...ALL, group: 'a b' }, true)).toBe('/commands?group=a%20b');
    expect(commandLink([1, 2], { ...ALL, group: 'a', search: 'x' }, true)).toBe('/commands?ids=1,2');
    expect(commandLink([2], ALL, false)).toBe('/commands?ids=2');
  });
});
