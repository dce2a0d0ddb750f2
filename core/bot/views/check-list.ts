import type { ActionCall } from '../action.ts';
import type { Html } from '../html.ts';
import { platformTexts } from '../i18n/platform-texts.ts';
import type { Button, Screen } from '../screen.ts';
import type { Language } from '../turn.ts';
import { layoutButtons } from './button-layout.ts';

/** A list to tick, outside of a flow: each tick takes effect at once. */
export interface CheckList {
  readonly language: Language;
  readonly text: Html;
  /** `toggle` should name the state that is wanted, so that a double tap changes nothing more than one. */
  readonly items: readonly {
    readonly label: string;
    readonly isChecked: boolean;
    readonly toggle: ActionCall;
  }[];
  readonly selectAll?: ActionCall;
  readonly clearAll?: ActionCall;
  readonly done?: ActionCall;
  /** Rows below everything. */
  readonly below?: readonly (readonly Button[])[];
}

export function checkList({ language, text, items, below, ...acts }: CheckList): Screen {
  const words = platformTexts.in(language);
  const checked = items.filter(({ isChecked }) => isChecked).length;
  const all: Button[] = [];
  if (acts.selectAll !== undefined && checked < items.length) {
    all.push({ label: words.plain('button.all'), call: acts.selectAll });
  }
  if (acts.clearAll !== undefined && checked > 0) {
    all.push({ label: words.plain('button.none'), call: acts.clearAll });
  }
  const label =
    checked === 0 ? words.plain('button.done') : words.plain('button.doneCount', { count: checked });
  return {
    text,
    buttons: [
      ...layoutButtons(
        items.map((item) => ({ label: `${item.isChecked ? '✅' : '▫️'} ${item.label}`, call: item.toggle })),
      ),
      ...layoutButtons(all),
      ...(acts.done === undefined ? [] : [[{ label, call: acts.done }]]),
      ...(below ?? []),
    ],
  };
}
