import type { ActionCall } from '../action.ts';
import type { Button } from '../screen.ts';
import type { BuiltinTurn } from './kit.ts';

/** Below a list: to its first page, when this is another, and back to where it was opened. */
export function pageButtons(
  { t }: BuiltinTurn,
  first: ActionCall | undefined,
  back: ActionCall | undefined,
): Button[][] {
  return [
    [
      ...(back === undefined ? [] : [{ label: t.plain('button.back'), call: back }]),
      ...(first === undefined ? [] : [{ label: t.plain('button.first'), call: first }]),
    ],
  ];
}
