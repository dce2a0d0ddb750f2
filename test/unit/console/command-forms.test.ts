import { appendLine, checkLines, readLines } from '../../../console/src/pages/commands/command-lines.ts';
import { readForm } from '../../../console/src/pages/commands/command-form.ts';
import { applyCompletion, completeLine } from '../../../console/src/pages/commands/complete-line.ts';
import { CATALOGUE, findCommand } from '../../../core/fleet/commands/catalogue.ts';
import { describeCommand } from '../../../core/fleet/commands/describe-command.ts';

const entryOf = (id: string) => {
  const entry = findCommand(id);
  if (entry === undefined) throw new Error(`no command ${id}`);
  return entry;
};

describe('the form of a command', () => {
  it('is written for every command of the catalogue when its own example is filled in', () => {
    for (const entry of CATALOGUE) {
      const { values = {} } = describeCommand(entry.example);
      const typed = Object.fromEntries(
        Object.entries(values).map(([name, value]) => [name, [value].flat().join(' ')]),
      );
      expect(readForm(entry, typed)).toEqual({ line: entry.example, problems: {} });
    }
  });

  it('names each field that is wrong, and has no line until all are right', () => {
    const form = readForm(entryOf('leverage'), { leverage: '900', coins: 'X"RP' });
    expect(form).toEqual({
      line: undefined,
      problems: { leverage: 'out-of-range', coins: 'not-a-coin' },
    });
  });

  it('takes a value that is still blank for missing, and an empty text only when it is written', () => {
    const setParam = entryOf('set-param');
    const given = { strategy: 'Alpha', parameter: 'Comment' };
    expect(readForm(setParam, { ...given, value: ' ' }).problems).toEqual({ value: 'missing' });
    expect(readForm(setParam, { ...given, value: 'empty' }).line).toBe('SetParam "Alpha" Comment empty');
  });

  it('leaves out what is optional and blank', () => {
    expect(readForm(entryOf('sg-start'), { strategy: 'Alpha', minutes: '' }).line).toBe('sgStart "Alpha"');
  });
});

describe('lines', () => {
  it('are what is left of a text without blanks', () => {
    expect(readLines('  lst \r\n\n START\n')).toEqual(['lst', 'START']);
    expect(appendLine('lst\n\n', 'START')).toBe('lst\nSTART');
    expect(appendLine(' ', 'START')).toBe('START');
  });

  it('are refused when there is none, too many, or one that no terminal would take', () => {
    expect(checkLines([])).toBe('none');
    expect(checkLines(Array.from({ length: 21 }, () => 'lst'))).toBe('too-many');
    expect(checkLines(['x'.repeat(2_001)])).toBe('too-long');
    expect(checkLines(['lst\u0007'])).toBe('control');
    expect(checkLines(['lst'])).toBeUndefined();
  });
});

describe('completion', () => {
  const known = {
    strategies: ['Alpha', 'Alpha Short', 'Drops'],
    parameters: ['OrderSize', 'MaxOrders', 'TakeProfit'],
  };
  const optionsAt = (text: string) => completeLine(text, text.length, known)?.options;

  it('offers commands by their beginning before those that have the letters inside', () => {
    expect(optionsAt('set')).toEqual([
      'SetParam',
      'SetBL+',
      'SetBL-',
      'SetWL+',
      'SetWL-',
      'ResetSession',
      'ResetLoss',
    ]);
  });

  it('offers strategies in quotes, also within a quote that is open, and parameters after them', () => {
    expect(optionsAt('SetParam ')).toEqual(['"Alpha"', '"Alpha Short"', '"Drops"']);
    expect(optionsAt('SetParam "Alpha S')).toEqual(['"Alpha Short"']);
    expect(optionsAt('setparam "Alpha" order')).toEqual(['OrderSize', 'MaxOrders']);
  });

  it('says nothing before the first letter, after the last argument, and of a word that is whole', () => {
    expect(optionsAt('')).toBeUndefined();
    expect(optionsAt('BL + DOGE ')).toBeUndefined();
    expect(optionsAt('SetParam "Alpha" TakeProfit')).toBeUndefined();
  });

  it("looks at the caret's own line only, and puts the choice where the word began", () => {
    const text = 'lst\nSetParam "Dr\nSTART';
    const caret = text.indexOf('\nSTART');
    const completion = completeLine(text, caret, known);
    expect(completion?.options).toEqual(['"Drops"']);
    if (completion === undefined) throw new Error('nothing offered');
    expect(applyCompletion(text, completion, '"Drops"')).toEqual({
      text: 'lst\nSetParam "Drops" \nSTART',
      caret: 'lst\nSetParam "Drops" '.length,
    });
  });
});
