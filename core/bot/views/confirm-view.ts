import type { ActionCall } from '../action.ts';
import { html, type Html } from '../html.ts';
import { platformTexts } from '../i18n/platform-texts.ts';
import type { Screen } from '../screen.ts';
import type { Language } from '../turn.ts';

/** A question before an act. */
export interface ConfirmView {
  readonly language: Language;
  /** What will happen, to what. */
  readonly question: Html;
  /** On how many things the act falls: the button names it, so that nobody stops 3,000 terminals for one. */
  readonly count?: number;
  /** Cannot be undone, or costs money: the question carries a warning sign. @default false */
  readonly isDangerous?: boolean;
  readonly doIt: ActionCall;
  /** @default "Do it", with a count "Yes, all {{count}}" */
  readonly label?: string;
  readonly cancel: ActionCall;
}

/** "Cancel" stands first: the first button is the one that is hit by haste. */
export function confirmView(view: ConfirmView): Screen {
  const words = platformTexts.in(view.language);
  const { count, label } = view;
  const standard =
    count === undefined || count === 1
      ? words.plain('button.doIt')
      : words.plain('button.doItCount', { count });
  return {
    text: view.isDangerous === true ? html`⚠️ ${view.question}` : view.question,
    buttons: [
      [
        { label: words.plain('button.cancel'), call: view.cancel },
        { label: label ?? standard, call: view.doIt },
      ],
    ],
  };
}
