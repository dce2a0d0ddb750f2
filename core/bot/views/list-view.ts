import type { ActionCall } from '../action.ts';
import { html, Html } from '../html.ts';
import { platformTexts } from '../i18n/platform-texts.ts';
import type { Button, Screen } from '../screen.ts';
import type { Language } from '../turn.ts';
import { layoutButtons } from './button-layout.ts';

/** One page of a list. */
export interface ListView<T> {
  readonly language: Language;
  readonly title: Html;
  /** Of this page. */
  readonly items: readonly T[];
  /** A line of text an item; without it the buttons are the list. */
  readonly line?: (item: T) => Html;
  /** A button an item. */
  readonly button?: (item: T) => Button;
  /** Of all pages. Told as `12 of 3,000`. */
  readonly total?: number;
  /** How many items stand before this page, if that is known: then `11–20 of 3,000` is told. */
  readonly before?: number;
  /** What the list is narrowed to. */
  readonly filter?: Html;
  /** Shown when there is nothing: what to do about it. @default a line that nothing is here, or that nothing fits the filter */
  readonly empty?: Html;
  /** The actions of the neighbouring pages with their cursors; undefined: there is none. */
  readonly previous?: ActionCall | undefined;
  readonly next?: ActionCall | undefined;
  /** Rows below everything: filters, back. */
  readonly below?: readonly (readonly Button[])[];
}

export function listView<T>(view: ListView<T>): Screen {
  const words = platformTexts.in(view.language);
  const { items, filter, line, button, previous, next } = view;
  const parts: Html[] = [view.title];
  if (filter !== undefined) parts.push(html`<i>${words('list.filter', { filter })}</i>`);
  if (items.length === 0) {
    const standard = words(filter === undefined ? 'list.empty' : 'list.emptyFiltered');
    parts.push(Html.text(''), view.empty ?? standard);
  } else {
    if (line !== undefined) parts.push(Html.text(''), ...items.map(line));
    const counted = countLine(view);
    if (counted !== undefined) parts.push(Html.text(''), html`<i>${counted}</i>`);
  }
  const pages: Button[] = [];
  if (previous !== undefined) pages.push({ label: words.plain('button.previous'), call: previous });
  if (next !== undefined) pages.push({ label: words.plain('button.next'), call: next });
  return {
    text: Html.join(parts, '\n'),
    buttons: [
      ...(button === undefined ? [] : layoutButtons(items.map(button))),
      ...(pages.length === 0 ? [] : [pages]),
      ...(view.below ?? []),
    ],
  };
}

function countLine<T>({ language, items, total, before, previous, next }: ListView<T>): Html | undefined {
  const words = platformTexts.in(language);
  // The whole list is in sight.
  if (total === undefined || (previous === undefined && next === undefined)) return undefined;
  if (before === undefined) return words('list.shown', { shown: items.length, total });
  return words('list.range', { from: before + 1, to: before + items.length, total });
}
