import type { ActionCall } from '../../../core/bot/action.ts';
import type { LabelKind } from '../../../core/fleet/terminals/labels.ts';
import type { PageCursor, TerminalFilter } from '../../../core/fleet/terminals/list-terminals.ts';
import type { TerminalState } from '../../../core/fleet/terminals/terminal-state.ts';
import { calls } from '../calls.ts';

/** What a list of terminals shows, as its buttons carry it. */
export interface ListQuery {
  readonly state?: TerminalState | undefined;
  readonly label?: { readonly kind: LabelKind; readonly name: string } | undefined;
  readonly search?: string | undefined;
  readonly cursor?: PageCursor | undefined;
}

export function listCall({ state, label, search, cursor }: ListQuery): ActionCall {
  const labelText = label === undefined ? '' : `${label.kind === 'group' ? 'g' : '#'}${label.name}`;
  return calls.list.with(state ?? '', labelText, (search ?? '').slice(0, 100), writeCursor(cursor));
}

export function readListQuery(
  state: TerminalState | '',
  labelText: string,
  search: string,
  cursor: string,
): ListQuery {
  return {
    state: state === '' ? undefined : state,
    label:
      labelText === ''
        ? undefined
        : { kind: labelText.startsWith('#') ? 'tag' : 'group', name: labelText.slice(1) },
    search: search === '' ? undefined : search,
    cursor: readCursor(cursor),
  };
}

export function filterOf({ state, label, search }: ListQuery): TerminalFilter {
  return {
    ...(state === undefined ? {} : { state }),
    ...(label === undefined ? {} : { label }),
    ...(search === undefined ? {} : { search }),
  };
}

export function writeCursor(cursor: PageCursor | undefined): string {
  if (cursor === undefined) return '';
  return 'after' in cursor ? `>${cursor.after}` : `<${cursor.before}`;
}

export function readCursor(text: string): PageCursor | undefined {
  const id = Number(text.slice(1));
  if (text.startsWith('>')) return { after: id };
  return text.startsWith('<') ? { before: id } : undefined;
}
