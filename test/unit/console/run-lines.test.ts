import { byFrequency } from '../../../console/src/pages/commands/by-frequency.ts';
import {
  changeLine,
  currentLine,
  lineStates,
  type RunLine,
} from '../../../console/src/pages/commands/run-lines.ts';

const NONE = { answered: 0, refused: 0, 'timed-out': 0, 'not-sent': 0, pending: 0 };
const AT = '2026-11-21T12:00:00.000Z';

function line(id: string, settledAt: string | null, counts: Partial<RunLine['counts']>): RunLine {
  return { id, command: id, settledAt, counts: { ...NONE, ...counts } };
}

describe('several lines of one press', () => {
  const first = line('first', AT, { answered: 3, 'timed-out': 1 });
  const second = line('second', null, { answered: 1, pending: 3 });
  const third = line('third', null, { pending: 4 });

  it('are looked at where they are on their way', () => {
    expect(lineStates([first, second, third])).toEqual(['done', 'running', 'waiting']);
    expect(currentLine([first, second, third])?.id).toBe('second');
  });

  it('are looked at where one reached nobody, since what follows it is not sent, or at the end', () => {
    const stopped = [first, line('second', AT, { 'not-sent': 4 }), line('third', AT, { 'not-sent': 4 })];
    expect(lineStates(stopped)).toEqual(['done', 'unsent', 'unsent']);
    expect(currentLine(stopped)?.id).toBe('second');
    expect(currentLine([line('one', AT, { answered: 1 }), line('two', AT, { refused: 1 })])?.id).toBe('two');
    expect(currentLine([])).toBeUndefined();
  });

  it('change by what the socket says of one of them, until it is settled', () => {
    const lines = [first, second, third];
    const changed = changeLine(lines, { id: 'second', settledAt: AT, counts: { answered: 4, pending: 0 } });
    expect(lineStates(changed)).toEqual(['done', 'done', 'running']);
    expect(changed[1]?.counts).toEqual({ ...NONE, answered: 4 });
    expect(changeLine(lines, { id: 'first', settledAt: null, counts: { answered: 0 } })).toBe(lines);
    expect(changeLine(lines, { id: 'another', settledAt: null, counts: {} })).toBe(lines);
  });
});

describe('names of several terminals', () => {
  it('stand with those first that most of them have, each once in any case of letters', () => {
    expect(byFrequency([['Drop', 'Scalp', 'scalp'], ['MOON', 'scalp'], ['Night']])).toEqual([
      'scalp',
      'Drop',
      'MOON',
      'Night',
    ]);
    expect(byFrequency([])).toEqual([]);
  });
});
