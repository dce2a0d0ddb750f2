import fc from 'fast-check';
import type { ActionCall } from '../../../../core/bot/action.ts';
import { html } from '../../../../core/bot/html.ts';
import { plainText } from '../../../../core/bot/html-tokens.ts';
import type { Screen } from '../../../../core/bot/screen.ts';
import { labelWidth, layoutButtons, shorten } from '../../../../core/bot/views/button-layout.ts';
import { checkList } from '../../../../core/bot/views/check-list.ts';
import { confirmView } from '../../../../core/bot/views/confirm-view.ts';
import { listView } from '../../../../core/bot/views/list-view.ts';

const call = (id: string): ActionCall => ({ id, args: [] });
const button = (label: string) => ({ label, call: call('x') });
const labels = ({ buttons = [] }: Screen) => buttons.map((row) => row.map(({ label }) => label));

describe('rows of buttons', () => {
  it('put short labels side by side and long ones alone', () => {
    const rows = layoutButtons(['1', '2', '3', '4', '5', 'a label that fills the row', 'ok'].map(button));
    expect(rows.map((row) => row.map(({ label }) => label))).toEqual([
      ['1', '2', '3', '4'],
      ['5'],
      ['a label that fills the row'],
      ['ok'],
    ]);
  });

  it('keep every button in its order', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (given) => {
        expect(
          layoutButtons(given.map(button))
            .flat()
            .map(({ label }) => label),
        ).toEqual(given);
      }),
    );
  });

  it('measure and cut by what a reader sees as a character', () => {
    expect(labelWidth('👨‍👩‍👧ab')).toBe(4);
    expect(shorten('👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧', 2)).toBe('👨‍👩‍👧…');
    expect(shorten('abc', 3)).toBe('abc');
  });
});

describe('a list', () => {
  const view = {
    language: 'en' as const,
    title: html`<b>Terminals</b>`,
    items: ['a<', 'b'],
    line: (name: string) => html`${name}`,
    button,
  };

  it('shows its lines, what part of all they are, and the ways to the other pages', () => {
    const screen = listView({
      ...view,
      total: 3000,
      before: 10,
      filter: html`${'<x>'}`,
      next: call('n'),
      previous: call('p'),
      below: [[button('Home')]],
    });
    expect(plainText(screen.text.value)).toBe('Terminals\nFilter: <x>\n\na<\nb\n\n11–12 of 3,000');
    expect(labels(screen)).toEqual([['a<', 'b'], ['‹ Previous', 'Next ›'], ['Home']]);
  });

  it('counts without a position too, and not at all when everything is in sight', () => {
    expect(plainText(listView({ ...view, total: 3000, next: call('n') }).text.value)).toContain('2 of 3,000');
    expect(plainText(listView({ ...view, total: 2 }).text.value)).not.toContain('of');
  });

  it('says that it is empty, and that a filter is why', () => {
    const empty = { ...view, items: [] };
    expect(plainText(listView(empty).text.value)).toBe('Terminals\n\nNothing here yet.');
    expect(plainText(listView({ ...empty, filter: html`x` }).text.value)).toContain(
      'Nothing fits this filter.',
    );
    expect(plainText(listView({ ...empty, empty: html`Add one.` }).text.value)).toContain('Add one.');
  });
});

describe('a check list and a confirmation', () => {
  it('tick, count and offer only what changes something', () => {
    const acts = { selectAll: call('a'), clearAll: call('z'), done: call('d') };
    const item = (label: string, isChecked: boolean) => ({ label, isChecked, toggle: call('t') });
    const screen = (checked: readonly boolean[]) =>
      checkList({
        language: 'en',
        text: html`Tags`,
        items: checked.map((one, index) => item(`tag${index}`, one)),
        ...acts,
      });
    expect(labels(screen([true, false])).flat()).toEqual([
      '✅ tag0',
      '▫️ tag1',
      'Select all',
      'Clear all',
      'Done (1)',
    ]);
    expect(labels(screen([false])).flat()).toEqual(['▫️ tag0', 'Select all', 'Done']);
    expect(labels(screen([true])).flat()).toEqual(['✅ tag0', 'Clear all', 'Done (1)']);
  });

  it('name the number of things that an act falls on', () => {
    const view = { language: 'ru' as const, question: html`Остановить?`, doIt: call('y'), cancel: call('n') };
    expect(labels(confirmView({ ...view, count: 3000, isDangerous: true }))).toEqual([
      ['Отмена', 'Да, все 3\u00a0000'],
    ]);
    expect(labels(confirmView(view))).toEqual([['Отмена', 'Выполнить']]);
    expect(confirmView({ ...view, isDangerous: true }).text.value).toBe('⚠️ Остановить?');
  });
});
