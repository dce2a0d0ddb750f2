import './fleet.css';
import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { TERMINAL_STATES } from '../../../../core/fleet/terminals/terminal-state.ts';
import { me } from '../../api/session.ts';
import { formatNumber } from '../../format/amounts.ts';
import { Icon } from '../../parts/icon.tsx';
import { SearchBox } from '../../parts/search-box.tsx';
import { Empty, Failed, Skeleton } from '../../parts/states.tsx';
import { shellTexts } from '../../shell/texts.ts';
import { usePageTitle } from '../../shell/use-page-title.ts';
import { useQuery } from '../../shell/use-query.ts';
import { AddTerminal } from './add-terminal.tsx';
import { FleetTable } from './fleet-table.tsx';
import { FleetTiles } from './fleet-tiles.tsx';
import { ImportTerminals } from './import-terminals.tsx';
import { texts } from './texts.ts';
import { type LiveFleet, useFleet } from './use-fleet.ts';

export function Page() {
  const { t } = texts;
  usePageTitle(t('title'));
  const { rows, list, profit, reload } = useFleet();
  const query = useQuery();
  const dialog = useSignal<'add' | 'import' | undefined>(undefined);
  const { values } = query;
  const filter = {
    search: values.search ?? '',
    state: TERMINAL_STATES.find((state) => state === values.state),
    group: values.group,
    tag: values.tag,
  };
  const sort = { column: values.sort ?? 'name', isDescending: values.order === 'desc' };
  const hasFilter =
    filter.search !== '' ||
    filter.state !== undefined ||
    filter.group !== undefined ||
    filter.tag !== undefined;
  const shown = rows.select(filter, sort, performance.now());
  // Read here, so that this is rendered when the list has come, and not a frame later.
  const isRead = list.data.value !== undefined;
  const close = (): void => {
    dialog.value = undefined;
  };
  const isOwner =
    me.value?.fleets.every(({ role }) => role !== 'owner') !== true || me.value.fleets.length === 0;
  const add = (
    <button type="button" class="button primary" onClick={() => (dialog.value = 'add')}>
      <Icon name="plus" />
      {t('add')}
    </button>
  );
  return (
    <>
      <div class="page-head">
        <h1>{t('title')}</h1>
        <span class="muted number">
          {hasFilter ? t('shown', { shown: shown.length, all: rows.size }) : formatNumber(rows.size)}
        </span>
        <span class="spacer" />
        {isOwner ? (
          <>
            <button type="button" class="button" onClick={() => (dialog.value = 'import')}>
              <Icon name="upload" />
              {t('import')}
            </button>
            {add}
          </>
        ) : null}
      </div>
      {rows.size === 0 ? (
        <Beginning list={list} isRead={isRead} add={isOwner ? add : null} />
      ) : (
        <>
          <FleetTiles
            sums={rows.sums()}
            state={filter.state}
            onState={(state) => query.set({ state })}
            hasProfit={profit.data.value !== undefined}
          />
          <div class="filters">
            <SearchBox
              label={t('search')}
              value={filter.search}
              onChange={(search) => query.set({ search })}
            />
            <select
              class="input"
              aria-label={t('filter.state')}
              value={filter.state ?? ''}
              onChange={({ currentTarget }) => query.set({ state: currentTarget.value })}
            >
              <option value="">{t('filter.allStates')}</option>
              {TERMINAL_STATES.map((state) => (
                <option key={state} value={state}>
                  {shellTexts.t(`state.${state}`)}
                </option>
              ))}
            </select>
            <LabelFilter
              label={t('filter.group')}
              all={t('filter.allGroups')}
              names={rows.labels('groups')}
              value={filter.group}
              onChange={(group) => query.set({ group })}
            />
            <LabelFilter
              label={t('filter.tag')}
              all={t('filter.allTags')}
              names={rows.labels('tags')}
              value={filter.tag}
              onChange={(tag) => query.set({ tag })}
            />
            {hasFilter ? (
              <button
                type="button"
                class="button quiet"
                onClick={() => query.set({ search: '', state: '', group: '', tag: '' })}
              >
                {t('filter.clear')}
              </button>
            ) : null}
          </div>
          <FleetTable
            rows={shown}
            filter={filter}
            hasFilter={hasFilter}
            sort={sort}
            onSort={({ column, isDescending }) =>
              query.set({ sort: column, order: isDescending ? 'desc' : '' })
            }
          />
        </>
      )}
      {dialog.value === 'add' ? <AddTerminal onClose={close} onAdded={reload} /> : null}
      {dialog.value === 'import' ? <ImportTerminals onClose={close} onDone={reload} /> : null}
    </>
  );
}

/** There is no terminal to show: not yet, not any, or not readable. */
function Beginning(props: {
  readonly list: LiveFleet['list'];
  readonly isRead: boolean;
  readonly add: ComponentChildren;
}) {
  const { t } = texts;
  const { list, isRead, add } = props;
  if (list.error.value !== undefined && !isRead)
    return <Failed error={list.error.value} onRetry={() => void list.reload()} />;
  if (!isRead) return <Skeleton lines={8} />;
  return (
    <Empty title={t('empty.title')} icon="fleet">
      <p class="muted">{t('empty.what')}</p>
      <ol class="fleet-steps">
        <li>{t('empty.step1')}</li>
        <li>{t('empty.step2')}</li>
        <li>{t('empty.step3')}</li>
      </ol>
      {add}
    </Empty>
  );
}

function LabelFilter(props: {
  readonly label: string;
  readonly all: string;
  readonly names: readonly string[];
  readonly value: string | undefined;
  readonly onChange: (name: string) => void;
}) {
  const { value } = props;
  if (props.names.length === 0 && value === undefined) return null;
  const names = value === undefined || props.names.includes(value) ? props.names : [...props.names, value];
  return (
    <select
      class="input"
      aria-label={props.label}
      value={value ?? ''}
      onChange={({ currentTarget }) => props.onChange(currentTarget.value)}
    >
      <option value="">{props.all}</option>
      {names.map((name) => (
        <option key={name} value={name}>
          {name}
        </option>
      ))}
    </select>
  );
}
