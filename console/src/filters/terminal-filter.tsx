import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import * as z from 'zod';
import { terminalPage } from '../../../core/api/terminals/terminal-shapes.ts';
import { isAbort } from '../api/problem.ts';
import { api } from '../api/session.ts';
import { Icon } from '../parts/icon.tsx';
import { showError } from '../parts/toasts.tsx';
import { SuggestBox } from './suggest-box.tsx';
import { filterTexts } from './texts.ts';

const SUGGESTED = 20;
const named = z.object({ name: z.string() });

interface Found {
  readonly id: number;
  /** As it is offered: with its address where another one has the same name. */
  readonly title: string;
}

/** One terminal, found by a part of its name or address; or all of them. */
export function TerminalFilter(props: {
  readonly value: number | undefined;
  readonly onChange: (id: number | undefined) => void;
}) {
  const { t } = filterTexts;
  const found = useSignal<readonly Found[]>([]);
  const name = useSignal<{ readonly id: number; readonly name: string } | undefined>(undefined);
  const asking = useRef<AbortController | null>(null);
  const { value } = props;

  useEffect(() => {
    if (value === undefined || name.peek()?.id === value) return undefined;
    const controller = new AbortController();
    api({ path: `/api/terminals/${value}`, answer: named, signal: controller.signal }).then(
      (card) => {
        name.value = { id: value, name: card.name };
      },
      () => {
        // Removed, or another's: the page itself says so; the number stands for its name.
        name.value = { id: value, name: `#${value}` };
      },
    );
    return () => controller.abort();
  }, [value]);
  useEffect(() => () => asking.current?.abort(), []);

  const look = (search: string): void => {
    asking.current?.abort();
    if (search === '') return;
    const controller = new AbortController();
    asking.current = controller;
    api({
      path: '/api/terminals',
      query: { search, limit: SUGGESTED },
      answer: terminalPage,
      signal: controller.signal,
    }).then(
      ({ terminals }) => {
        const names = new Map<string, number>();
        for (const terminal of terminals) names.set(terminal.name, (names.get(terminal.name) ?? 0) + 1);
        found.value = terminals.map((terminal) => ({
          id: terminal.id,
          title:
            names.get(terminal.name) === 1
              ? terminal.name
              : `${terminal.name} (${terminal.host}:${terminal.port})`,
        }));
      },
      (error: unknown) => {
        if (!isAbort(error)) showError(error);
      },
    );
  };
  const choose = (text: string): void => {
    const wanted = text.toLowerCase();
    const exact = found.value.find(({ title }) => title.toLowerCase() === wanted);
    const chosen = exact ?? (found.value.length === 1 ? found.value[0] : undefined);
    if (chosen === undefined) return;
    name.value = { id: chosen.id, name: chosen.title };
    props.onChange(chosen.id);
  };

  if (value !== undefined) {
    const shown = name.value?.id === value ? name.value.name : `#${value}`;
    return (
      <button
        type="button"
        class="button chosen-terminal"
        aria-label={t('terminalClear', { name: shown })}
        onClick={() => props.onChange(undefined)}
      >
        <span>{shown}</span>
        <Icon name="close" />
      </button>
    );
  }
  return (
    <SuggestBox
      label={t('terminalSearch')}
      value=""
      suggestions={found.value.map(({ title }) => title)}
      onType={look}
      onChange={choose}
    />
  );
}
