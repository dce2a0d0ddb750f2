import { useSignal } from '@preact/signals';
import type { Me } from '../../api/session.ts';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { Field } from '../../parts/form.tsx';
import { SearchBox } from '../../parts/search-box.tsx';
import { TerminalStateBadge } from '../../parts/terminal-state-badge.tsx';
import {
  type CommandTarget,
  countLabels,
  countTarget,
  MAX_CHOSEN,
  searchTerminals,
} from './command-target.ts';
import type { ListedTerminal } from '../../terminals/page-terminals.ts';
import { t } from './texts.ts';

const KINDS = ['terminals', 'group', 'tag', 'all'] as const;

/** Whom a command is for; how many that are is always seen. */
export function TargetPicker(props: {
  readonly target: CommandTarget;
  readonly terminals: readonly ListedTerminal[];
  /** Those that the person may send to. */
  readonly fleets: Me['fleets'];
  readonly onChange: (target: CommandTarget) => void;
}) {
  const { target, terminals, fleets, onChange } = props;
  const choose = (kind: CommandTarget['kind']): void => {
    if (kind === target.kind) return;
    const fleetId = fleets.length === 1 ? fleets[0]?.fleetId : undefined;
    if (kind === 'terminals') onChange({ kind, ids: new Set() });
    else if (kind === 'all') onChange({ kind, fleetId });
    else onChange({ kind, name: countLabels(terminals, kind)[0]?.name ?? '', fleetId });
  };
  return (
    <section class="card stack" aria-labelledby="target-title">
      <div class="card-head">
        <h2 id="target-title">{t('target.title')}</h2>
      </div>
      <div class="commands-segments" role="radiogroup" aria-label={t('target.kind')}>
        {KINDS.map((kind) => (
          <label key={kind} class="commands-segment">
            <input
              type="radio"
              class="visually-hidden"
              name="target-kind"
              checked={kind === target.kind}
              onChange={() => choose(kind)}
            />
            <span>{t(`target.${kind}`)}</span>
          </label>
        ))}
      </div>
      {target.kind === 'terminals' ? (
        <ChooseTerminals ids={target.ids} terminals={terminals} onChange={onChange} />
      ) : (
        <ChooseMany target={target} terminals={terminals} fleets={fleets} onChange={onChange} />
      )}
      <TargetSummary target={target} terminals={terminals} onChange={onChange} />
    </section>
  );
}

function ChooseTerminals(props: {
  readonly ids: ReadonlySet<number>;
  readonly terminals: readonly ListedTerminal[];
  readonly onChange: (target: CommandTarget) => void;
}) {
  const { ids, terminals, onChange } = props;
  const search = useSignal('');
  const found = searchTerminals(terminals, search.value).filter(({ state }) => state !== 'paused');
  const change = (changed: ReadonlySet<number>): void => onChange({ kind: 'terminals', ids: changed });
  const areAllSelected = found.length > 0 && found.every(({ id }) => ids.has(id));
  return (
    <div class="stack commands-tight">
      <SearchBox
        label={t('target.search')}
        value={search.value}
        onChange={(value) => {
          search.value = value;
        }}
      />
      <DataTable
        label={t('target.terminals')}
        columns={columnsOf()}
        rows={found}
        keyOf={({ id }) => id}
        nameOf={({ name }) => name}
        rowPx={34}
        maxHeight="320px"
        empty={<p class="state muted">{t('target.nothingFound')}</p>}
        selection={{
          selected: ids,
          areAllSelected,
          toggle: (id) => {
            const changed = new Set(ids);
            if (!changed.delete(id)) changed.add(id);
            change(changed);
          },
          toggleAll: () => {
            const changed = new Set(ids);
            for (const { id } of found)
              if (areAllSelected) changed.delete(id);
              else changed.add(id);
            change(changed);
          },
        }}
      />
      <div class="row">
        <button
          type="button"
          class="button"
          disabled={found.length === 0 || areAllSelected}
          onClick={() => change(new Set([...ids, ...found.map(({ id }) => id)]))}
        >
          {t('target.found', { count: found.length })}
        </button>
        <button type="button" class="button" disabled={ids.size === 0} onClick={() => change(new Set())}>
          {t('target.clear')}
        </button>
      </div>
    </div>
  );
}

function columnsOf(): readonly Column<ListedTerminal>[] {
  return [
    { id: 'name', title: t('run.terminal'), minPx: 110, grow: 2, cell: ({ name }) => name },
    {
      id: 'labels',
      title: t('target.labels'),
      minPx: 128,
      priority: 1,
      cell: ({ groups, tags }) => [...groups, ...tags].join(', '),
    },
    {
      id: 'state',
      title: t('run.state'),
      minPx: 118,
      grow: 0,
      cell: ({ state }) => <TerminalStateBadge state={state} />,
    },
  ];
}

type ManyTarget = Exclude<CommandTarget, { readonly kind: 'terminals' }>;

function ChooseMany(props: {
  readonly target: ManyTarget;
  readonly terminals: readonly ListedTerminal[];
  readonly fleets: Me['fleets'];
  readonly onChange: (target: CommandTarget) => void;
}) {
  const { target, terminals, fleets, onChange } = props;
  return (
    <div class="stack commands-tight">
      {target.kind === 'all' ? null : (
        <ChooseLabel target={target} terminals={terminals} onChange={onChange} />
      )}
      {fleets.length < 2 ? null : (
        <Field label={t('target.fleet')}>
          <select
            class="input"
            value={target.fleetId ?? ''}
            onChange={({ currentTarget }) =>
              onChange({ ...target, fleetId: currentTarget.value || undefined })
            }
          >
            <option value="">{t('target.anyFleet')}</option>
            {fleets.map(({ fleetId, name }) => (
              <option key={fleetId} value={fleetId}>
                {name}
              </option>
            ))}
          </select>
        </Field>
      )}
    </div>
  );
}

function ChooseLabel(props: {
  readonly target: Extract<ManyTarget, { readonly name: string }>;
  readonly terminals: readonly ListedTerminal[];
  readonly onChange: (target: CommandTarget) => void;
}) {
  const { target, terminals, onChange } = props;
  const { kind, name, fleetId } = target;
  const labels = countLabels(
    terminals.filter((terminal) => fleetId === undefined || terminal.fleetId === fleetId),
    kind,
  );
  const chosen = labels.find((label) => label.name.toLowerCase() === name.toLowerCase());
  if (labels.length === 0) return <p class="muted">{t(`target.noLabels.${kind}`)}</p>;
  return (
    <Field label={t(`target.${kind}`)}>
      <select
        class="input"
        value={chosen?.name ?? ''}
        onChange={({ currentTarget }) => onChange({ ...target, name: currentTarget.value })}
      >
        {chosen === undefined ? <option value="">{t(`target.chooseLabel.${kind}`)}</option> : null}
        {labels.map((label) => (
          <option key={label.name} value={label.name}>
            {`${label.name} (${label.count})`}
          </option>
        ))}
      </select>
    </Field>
  );
}

function TargetSummary(props: {
  readonly target: CommandTarget;
  readonly terminals: readonly ListedTerminal[];
  readonly onChange: (target: CommandTarget) => void;
}) {
  const { target, terminals, onChange } = props;
  const { count, paused, unheard, fleetIds } = countTarget(target, terminals);
  const known = new Set(terminals.map(({ id }) => id));
  const unknown = target.kind === 'terminals' ? [...target.ids].filter((id) => !known.has(id)) : [];
  const keepKnown = (): void => {
    if (target.kind === 'terminals')
      onChange({ kind: 'terminals', ids: new Set([...target.ids].filter((id) => known.has(id))) });
  };
  return (
    <div class="commands-summary" aria-live="polite">
      <strong class="commands-count">{count === 0 ? t('target.none') : t('target.count', { count })}</strong>
      {paused === 0 ? null : <div class="muted small">{t('target.paused', { count: paused })}</div>}
      {unheard === 0 ? null : <div class="warn small">{t('target.unheard', { count: unheard })}</div>}
      {fleetIds.length < 2 ? null : <div class="bad small">{t('target.severalFleets')}</div>}
      {target.kind === 'terminals' && target.ids.size > MAX_CHOSEN ? (
        <div class="bad small">{t('target.tooMany', { max: MAX_CHOSEN })}</div>
      ) : null}
      {unknown.length === 0 ? null : (
        <div class="bad small">
          {t('target.unknown', { count: unknown.length })}{' '}
          <button type="button" class="button quiet" onClick={keepKnown}>
            {t('target.dropUnknown')}
          </button>
        </div>
      )}
      {target.kind === 'terminals' && count > 0 && count <= MAX_NAMED ? (
        <NamedTerminals ids={target.ids} terminals={terminals} />
      ) : null}
    </div>
  );
}

/** Of so few, who they are is told as well. */
const MAX_NAMED = 6;

function NamedTerminals(props: {
  readonly ids: ReadonlySet<number>;
  readonly terminals: readonly ListedTerminal[];
}) {
  return (
    <ul class="row">
      {props.terminals
        .filter(({ id }) => props.ids.has(id))
        .map(({ id, name, state }) => (
          <li key={id} class="row">
            <span>{name}</span>
            <TerminalStateBadge state={state} />
          </li>
        ))}
    </ul>
  );
}
