import type { Button } from '../screen.ts';

/** Characters that fit into a row of buttons on a narrow phone, where a button in a row of two shows some 16. */
const ROW_WIDTH = 32;
/** What a button takes beside its label. */
const BUTTON_PADDING = 2;
const MAX_IN_ROW = 4;

/** Buttons in their order, as many in a row as can be read: long labels get a row of their own. */
export function layoutButtons(buttons: readonly Button[], maxInRow = MAX_IN_ROW): Button[][] {
  const rows: Button[][] = [];
  let row: Button[] = [];
  let widest = 0;
  for (const button of buttons) {
    // Telegram makes the buttons of a row equally wide, so the widest decides for all.
    const width = Math.max(widest, labelWidth(button.label) + BUTTON_PADDING);
    if (row.length > 0 && (row.length >= maxInRow || width * (row.length + 1) > ROW_WIDTH)) {
      rows.push(row);
      row = [];
      widest = 0;
    }
    row.push(button);
    widest = Math.max(widest, labelWidth(button.label) + BUTTON_PADDING);
  }
  if (row.length > 0) rows.push(row);
  return rows;
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** In letters: an emoji or an ideogram is as wide as two. */
export function labelWidth(label: string): number {
  let width = 0;
  for (const { segment } of graphemes.segment(label)) {
    width +=
      /\p{Extended_Pictographic}|\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Hangul}|\p{RI}/u.test(
        segment,
      )
        ? 2
        : 1;
  }
  return width;
}

/** Cuts at a whole character and says so by `…`. */
export function shorten(text: string, maxCharacters: number): string {
  const characters = [...graphemes.segment(text)];
  if (characters.length <= maxCharacters) return text;
  return `${characters
    .slice(0, maxCharacters - 1)
    .map(({ segment }) => segment)
    .join('')
    .trimEnd()}…`;
}
