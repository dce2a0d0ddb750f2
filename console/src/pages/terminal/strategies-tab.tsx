import { useSignal } from '@preact/signals';
import type * as z from 'zod';
import { strategyList } from '../../../../core/api/strategies/strategy-shapes.ts';
import { api } from '../../api/session.ts';
import { useResource } from '../../api/use-resource.ts';
import { formatAgo, formatExactTime } from '../../format/times.ts';
import { Badge } from '../../parts/badge.tsx';
import { Icon } from '../../parts/icon.tsx';
import { SearchBox } from '../../parts/search-box.tsx';
import { Empty, Loaded } from '../../parts/states.tsx';
import { useQuery } from '../../shell/use-query.ts';
import { PackDialog } from './pack-dialog.tsx';
import { changesOf, countEdits, editedValue, editParameter, type ParameterEdits } from './parameter-edits.ts';
import { texts } from './texts.ts';
import type { TerminalCard } from './use-terminal.ts';
import type { TerminalSender } from './use-sender.ts';

type StrategyList = z.infer<typeof strategyList>;
type Strategy = StrategyList['strategies'][number];

/** A terminal tells its strategies in packs, without saying which is the last one. */
const REFRESH_MS = 10_000;

async function readStrategies(terminalId: number, signal: AbortSignal): Promise<StrategyList> {
  const strategies: Strategy[] = [];
  let cursor: string | undefined;
  for (;;) {
    const page: StrategyList = await api({
      path: `/api/terminals/${terminalId}/strategies`,
      query: { cursor },
      answer: strategyList,
      signal,
    });
    strategies.push(...page.strategies);
    if (page.nextCursor === undefined) return { ...page, strategies };
    cursor = page.nextCursor;
  }
}

interface Props {
  readonly terminal: TerminalCard;
  readonly sending: TerminalSender;
  readonly mayCommand: boolean;
}

/** Strategies with their parameters; what is typed over becomes commands, and those that take it back. */
export function StrategiesTab({ terminal, sending, mayCommand }: Props) {
  const { t } = texts;
  const list = useResource((signal) => readStrategies(terminal.id, signal), [terminal.id], {
    everyMs: REFRESH_MS,
  });
  const ask = mayCommand ? (
    <button type="button" class="button" onClick={() => sending.send(['GetStrategiesFull'])}>
      <Icon name="refresh" />
      {t('strategiesAsk')}
    </button>
  ) : null;
  return (
    <Loaded resource={list}>
      {(found) =>
        found.count === 0 ? (
          <Empty title={t('strategiesNone')} icon="settings">
            <p class="muted">{t('strategiesNoneWhat')}</p>
            {ask}
          </Empty>
        ) : (
          <>
            <div class="row terminal-strategies-head">
              <span class="muted" title={formatExactTime(found.receivedAt)}>
                {t('strategiesTold', { count: found.count, when: formatAgo(found.receivedAt) })}
              </span>
              {found.unreadablePacks > 0 ? (
                <Badge tone="warn">{t('strategiesUnreadable', { count: found.unreadablePacks })}</Badge>
              ) : null}
              {ask}
            </div>
            <Strategies
              strategies={found.strategies}
              terminal={terminal}
              sending={sending}
              mayCommand={mayCommand}
            />
          </>
        )
      }
    </Loaded>
  );
}

function Strategies(props: Props & { readonly strategies: readonly Strategy[] }) {
  const { t } = texts;
  const { strategies, terminal, sending, mayCommand } = props;
  const query = useQuery();
  const edits = useSignal<ParameterEdits>(new Map());
  const search = useSignal('');
  const isPacking = useSignal(false);
  const current = strategies.find(({ name }) => name === query.values.strategy) ?? strategies[0];
  const changes = changesOf(edits.value);
  return (
    <div class="terminal-strategies">
      <nav class="card terminal-strategy-list" aria-label={t('tab.strategies')}>
        <ul>
          {strategies.map(({ name, folder, parameterCount }) => (
            <li key={`${folder}/${name}`}>
              <button
                type="button"
                aria-pressed={name === current?.name}
                onClick={() => query.set({ strategy: name })}
              >
                <span>
                  {folder === '' ? null : <span class="muted small">{folder} / </span>}
                  {name}
                </span>
                {countEdits(edits.value, name) > 0 ? (
                  <Badge tone="accent">{countEdits(edits.value, name)}</Badge>
                ) : (
                  <span class="muted small">{parameterCount}</span>
                )}
              </button>
            </li>
          ))}
        </ul>
      </nav>
      <section class="card">
        <div class="card-head">
          <h2>{current?.name}</h2>
          <SearchBox
            label={t('parameterSearch')}
            value={search.value}
            onChange={(value) => {
              search.value = value.toLowerCase();
            }}
          />
        </div>
        {current === undefined ? null : (
          <ParameterTable
            strategy={current}
            search={search.value}
            edits={edits.value}
            isLocked={!mayCommand}
            onEdit={(parameter, value, known) => {
              edits.value = editParameter(edits.value, { strategy: current.name, parameter, value }, known);
            }}
          />
        )}
      </section>
      {changes.length === 0 ? null : (
        <div class="notice row terminal-pack-bar" role="status">
          <span>{t('edits', { count: changes.length })}</span>
          <button
            type="button"
            class="button primary"
            onClick={() => {
              isPacking.value = true;
            }}
          >
            {t('makePack')}
          </button>
          <button
            type="button"
            class="button quiet"
            onClick={() => {
              edits.value = new Map();
            }}
          >
            {t('dropEdits')}
          </button>
        </div>
      )}
      {isPacking.value ? (
        <PackDialog
          terminalId={terminal.id}
          changes={changes}
          sending={sending}
          onClose={() => {
            isPacking.value = false;
          }}
        />
      ) : null}
    </div>
  );
}

function ParameterTable(props: {
  readonly strategy: Strategy;
  readonly search: string;
  readonly edits: ParameterEdits;
  readonly isLocked: boolean;
  readonly onEdit: (parameter: string, value: string, known: string) => void;
}) {
  const { t } = texts;
  const { strategy, search, edits, onEdit } = props;
  const shown = (strategy.parameters ?? []).filter(
    ({ name, value }) => name.toLowerCase().includes(search) || value.toLowerCase().includes(search),
  );
  if (shown.length === 0) return <Empty title={t('parametersNone')} />;
  return (
    <table class="plain-table terminal-parameters">
      <thead>
        <tr>
          <th>{t('parameter')}</th>
          <th>{t('value')}</th>
        </tr>
      </thead>
      <tbody>
        {shown.map(({ name, value }) => {
          const edited = editedValue(edits, strategy.name, name);
          return (
            <tr key={name} class={edited === undefined ? '' : 'edited'}>
              <th scope="row">{name}</th>
              <td>
                <input
                  class="input mono"
                  aria-label={name}
                  readOnly={props.isLocked}
                  autoComplete="off"
                  spellcheck={false}
                  value={edited ?? value}
                  onInput={({ currentTarget }) => onEdit(name, currentTarget.value, value)}
                />
                {edited === undefined ? null : (
                  <span class="small muted">
                    {t('was', { value: value === '' ? t('emptyValue') : value })}
                  </span>
                )}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
