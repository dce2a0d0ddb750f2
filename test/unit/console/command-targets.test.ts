import {
  countLabels,
  countTarget,
  readTarget,
  searchTerminals,
  targetFields,
  type TargetTerminal,
  writeTarget,
} from '../../../console/src/pages/commands/command-target.ts';
import {
  countAnswers,
  filterAnswers,
  listAnswers,
  mergeAnswers,
  readFilter,
  type TerminalAnswer,
} from '../../../console/src/pages/commands/run-results.ts';

const terminal = (id: number, change: Partial<TargetTerminal> = {}): TargetTerminal => ({
  id,
  fleetId: '1',
  name: `Bot ${id}`,
  state: 'online',
  groups: [],
  tags: [],
  ...change,
});

describe('a target', () => {
  const terminals = [
    terminal(1, { groups: ['Binance'] }),
    terminal(2, { groups: ['binance'], state: 'silent', tags: ['slow'] }),
    terminal(3, { groups: ['Binance'], state: 'paused' }),
    terminal(4, { fleetId: '2', groups: ['BINANCE'] }),
  ];

  it('counts who will be sent to, and apart who is paused and who is not heard', () => {
    expect(countTarget({ kind: 'group', name: 'binance', fleetId: '1' }, terminals)).toEqual({
      count: 2,
      paused: 1,
      unheard: 1,
      fleetIds: ['1'],
    });
  });

  it('names the fleets that it reaches into, so that one can be asked for', () => {
    expect(countTarget({ kind: 'all', fleetId: undefined }, terminals).fleetIds).toEqual(['1', '2']);
    expect(countTarget({ kind: 'terminals', ids: new Set([4, 99]) }, terminals)).toMatchObject({ count: 1 });
  });

  it('is asked of the API by its own field', () => {
    expect(targetFields({ kind: 'terminals', ids: new Set([9, 1]) })).toEqual({ terminalIds: [1, 9] });
    expect(targetFields({ kind: 'tag', name: 'slow', fleetId: '2' })).toEqual({ tag: 'slow', fleetId: '2' });
    expect(targetFields({ kind: 'all', fleetId: undefined })).toEqual({ all: true });
  });

  it('comes back from the address that it was written to', () => {
    const targets = [
      { kind: 'terminals', ids: new Set([5, 2]) },
      { kind: 'group', name: 'A & B', fleetId: '7' },
      { kind: 'all', fleetId: undefined },
    ] as const;
    for (const target of targets) {
      const query = writeTarget(target)?.toString() ?? '';
      expect(readTarget(new URLSearchParams(query))).toEqual(target);
    }
  });

  it('is not written to an address that would be too long, and not read from nonsense', () => {
    const many = new Set(Array.from({ length: 201 }, (_, index) => index + 1));
    expect(writeTarget({ kind: 'terminals', ids: many })).toBeUndefined();
    expect(readTarget(new URLSearchParams('ids=1,x,-3,0,1e3,8'))).toEqual({
      kind: 'terminals',
      ids: new Set([1, 8]),
    });
    expect(readTarget(new URLSearchParams('group='))).toBeUndefined();
  });

  it('finds terminals by every word, in names and labels', () => {
    expect(searchTerminals(terminals, 'BOT slow').map(({ id }) => id)).toEqual([2]);
    expect(countLabels(terminals, 'group')).toEqual([{ name: 'Binance', count: 4 }]);
  });
});

describe('answers', () => {
  const pending = (terminalId: number): TerminalAnswer => ({
    terminalId,
    name: `Bot ${terminalId}`,
    state: 'pending',
    reply: null,
    reason: null,
  });
  const before = new Map([1, 2, 3].map((id) => [id, pending(id)]));
  const answered = { terminalId: 1, state: 'answered', reply: 'ok', reason: null } as const;

  it('take what the socket tells, and keep it when an older page comes after it', () => {
    const live = mergeAnswers(before, [answered], () => null);
    const late = mergeAnswers(live, [pending(1), pending(2)], () => null);
    expect(late.get(1)).toEqual({ ...answered, name: 'Bot 1' });
    expect(countAnswers(late.values())).toMatchObject({ answered: 1, pending: 2 });
  });

  it('of a terminal that no page had yet get its name from elsewhere', () => {
    const merged = mergeAnswers(new Map(), [answered], (id) => `from the list ${id}`);
    expect(merged.get(1)?.name).toBe('from the list 1');
  });

  it('are filtered by state and by words, failures of all three kinds together', () => {
    const merged = mergeAnswers(
      before,
      [
        answered,
        { terminalId: 2, state: 'refused', reply: 'Unknown command', reason: null },
        { terminalId: 3, state: 'timed-out', reply: null, reason: 'no answer in 5 s' },
      ],
      () => null,
    );
    const ids = (filter: string, search = '') =>
      filterAnswers(merged.values(), readFilter(filter), search).map(({ terminalId }) => terminalId);
    expect(ids('failed')).toEqual([2, 3]);
    expect(ids('failed', 'UNKNOWN')).toEqual([2]);
    expect(ids('what is this')).toEqual([1, 2, 3]);
  });

  it('are copied as lines that a spreadsheet reads, whatever a terminal wrote', () => {
    const list = [
      { ...pending(1), state: 'refused', reply: 'no\tsuch\r\ncoin' },
      { ...pending(2), name: null, state: 'timed-out' },
    ] as const;
    expect(listAnswers(list, (state) => state)).toBe('Bot 1\trefused\tno such coin\n#2\ttimed-out');
  });
});
