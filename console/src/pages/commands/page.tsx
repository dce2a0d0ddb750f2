import './commands.css';
import { useSignal } from '@preact/signals';
import { useMemo, useRef } from 'preact/hooks';
import { useLocation, useRoute } from 'preact-iso';
import { sentCommand } from '../../../../core/api/commands/command-shapes.ts';
import { presetList } from '../../../../core/api/commands/preset-shapes.ts';
import { api, me } from '../../api/session.ts';
import { useResource } from '../../api/use-resource.ts';
import { Empty, Loaded } from '../../parts/states.tsx';
import { Tabs } from '../../parts/tabs.tsx';
import { showError, showToast } from '../../parts/toasts.tsx';
import { usePageTitle } from '../../shell/use-page-title.ts';
import { useQuery } from '../../shell/use-query.ts';
import { appendLine, readLines } from './command-lines.ts';
import { CommandSender, type SendRequest, type SendState } from './command-sender.ts';
import {
  type CommandTarget,
  countTarget,
  isChosen,
  MAX_CHOSEN,
  readTarget,
  targetFields,
  writeTarget,
} from './command-target.ts';
import { CommandBuilder } from './command-builder.tsx';
import { ComposePanel, DEFAULT_TIMEOUT_MS, type Draft } from './compose-panel.tsx';
import { PresetDialog } from './preset-dialog.tsx';
import { PresetList } from './preset-list.tsx';
import { QuickButtons } from './quick-buttons.tsx';
import type { ListedTerminal } from '../../terminals/page-terminals.ts';
import { readFleet } from './read-fleet.ts';
import { readPresets } from './read-known.ts';
import { RunHistory } from './run-history.tsx';
import { RunPanel } from './run-panel.tsx';
import { SendDialogs } from './send-dialogs.tsx';
import { TargetPicker } from './target-picker.tsx';
import { t } from './texts.ts';
import { useKnownNames } from './use-known-names.ts';

const VIEWS = ['send', 'history', 'presets'] as const;
type View = (typeof VIEWS)[number];

/** How long a fleet stands as it was read: names and states change by the way. */
const FLEET_AGE_MS = 30_000;

export function Page() {
  usePageTitle(t('title'));
  const fleet = useResource(readFleet, [], { everyMs: FLEET_AGE_MS });
  return (
    <>
      <div class="page-head">
        <h1>{t('title')}</h1>
      </div>
      <Loaded resource={fleet}>{(terminals) => <Commands terminals={terminals} />}</Loaded>
    </>
  );
}

function Commands({ terminals }: { readonly terminals: readonly ListedTerminal[] }) {
  const query = useQuery();
  const { params } = useRoute();
  const location = useLocation();
  const fleets = me.value?.fleets.filter(({ role }) => role !== 'viewer') ?? [];
  const mine = terminals.filter(({ fleetId }) => fleets.some((fleet) => fleet.fleetId === fleetId));
  const target = useSignal<CommandTarget>(
    readTarget(new URLSearchParams(definedOnly(query.values))) ?? { kind: 'terminals', ids: new Set() },
  );
  const draft = useSignal<Draft>({
    text: query.values.command ?? '',
    timeoutMs: DEFAULT_TIMEOUT_MS,
    byBotName: false,
  });
  const sending = useSignal<SendState>({ kind: 'idle' });
  const isKeeping = useSignal(false);
  const presets = useResource(readPresets, []);
  const runPlace = useRef<HTMLDivElement>(null);

  const runId = query.values.run ?? params.id;
  const view: View = VIEWS.find((one) => one === query.values.view) ?? 'send';
  const openRun = (id: string): void => {
    if (params.id === undefined) query.set({ run: id, line: '', view: '' }, { isStep: true });
    else location.route(`/commands?run=${id}`);
    requestAnimationFrame(() => runPlace.current?.scrollIntoView({ block: 'nearest' }));
  };
  const closeRun = (): void =>
    params.id === undefined ? query.set({ run: '', line: '' }) : location.route('/commands');

  const sender = useRef<CommandSender | null>(null);
  const latest = useRef(openRun);
  latest.current = openRun;
  sender.current ??= new CommandSender({
    post: ({ path, body }, idempotencyKey) =>
      api({ method: 'POST', path, body, answer: sentCommand, idempotencyKey }),
    onSent: ({ id }) => latest.current(id),
    onState: (state) => {
      sending.value = state;
    },
    newKey: () => crypto.randomUUID(),
    now: () => performance.now(),
  });
  const send = (request: SendRequest): void => void sender.current?.press(request);

  const changeTarget = (changed: CommandTarget): void => {
    target.value = changed;
    const written = writeTarget(changed);
    const named = Object.fromEntries(TARGET_NAMES.map((name) => [name, written?.get(name) ?? '']));
    query.set(named);
  };
  const { count, fleetIds } = countTarget(target.value, mine);
  const known = useKnownNames(mine.filter((terminal) => isChosen(target.value, terminal)));
  const isTooMany = target.value.kind === 'terminals' && target.value.ids.size > MAX_CHOSEN;
  const isTargetReady = fleetIds.length === 1 && !isTooMany;
  const to = (): Readonly<Record<string, unknown>> => ({
    ...targetFields(target.value),
    timeoutMs: draft.value.timeoutMs,
    byBotName: draft.value.byBotName,
  });
  const sendLines = (lines: readonly string[]): void => {
    const [only, ...more] = lines;
    const what = more.length === 0 ? { command: only } : { commands: lines };
    send({ path: '/api/commands', body: { ...what, ...to() } });
  };
  const writeText = (text: string): void => {
    draft.value = { ...draft.value, text };
    query.set({ view: '' });
  };
  // By name, as the list is sorted.
  const places = useMemo(
    () => new Map(terminals.map(({ id, name }, place) => [id, { name, place }])),
    [terminals],
  );
  const addFirst = async (fleetId: string | undefined): Promise<void> => {
    if (fleetId === undefined) return;
    await api({ method: 'POST', path: '/api/presets/first', body: { fleetId }, answer: presetList });
    await presets.reload();
  };
  const isBusy = sending.value.kind === 'sending';

  return (
    <>
      <Tabs
        label={t('title')}
        tabs={VIEWS.map((id) => ({ id, title: t(`tab.${id}`) }))}
        current={view}
        onChange={(id) => query.set({ view: id === 'send' ? '' : id }, { isStep: true })}
      >
        {view === 'history' ? <RunHistory onOpenRun={openRun} /> : null}
        {view === 'presets' ? (
          <PresetList
            presets={presets}
            fleets={fleets}
            onUse={(lines) => writeText(appendLine(draft.value.text, lines))}
          />
        ) : null}
        {view === 'send' ? (
          <div class="commands-columns">
            {fleets.length === 0 ? (
              <Empty title={t('target.title')} icon="commands">
                <p class="muted">{t('compose.viewer')}</p>
              </Empty>
            ) : (
              <div class="commands-target">
                <TargetPicker
                  target={target.value}
                  terminals={mine}
                  fleets={fleets}
                  onChange={changeTarget}
                />
              </div>
            )}
            <div class="stack">
              {fleets.length === 0 ? null : (
                <ComposePanel
                  draft={draft.value}
                  known={known}
                  count={count}
                  isTargetReady={isTargetReady}
                  isSending={isBusy}
                  onChange={(changed) => {
                    draft.value = changed;
                  }}
                  onSend={() => sendLines(readLines(draft.value.text))}
                  onKeep={() => {
                    isKeeping.value = true;
                  }}
                />
              )}
              <div ref={runPlace} hidden={runId === undefined}>
                {runId === undefined ? null : (
                  <RunPanel
                    key={runId}
                    runId={runId}
                    lineId={query.values.line}
                    places={places}
                    maySend={(fleetId) => fleets.some((fleet) => fleet.fleetId === fleetId)}
                    onSend={send}
                    onLine={(line) => query.set({ line })}
                    onUseAgain={writeText}
                    onClose={closeRun}
                  />
                )}
              </div>
              {fleets.length === 0 ? null : (
                <>
                  <QuickButtons
                    presets={presets.data.value ?? []}
                    isDisabled={!isTargetReady || count === 0 || isBusy}
                    onPress={({ commands }) => sendLines(commands)}
                    onEdit={() => query.set({ view: 'presets' })}
                    onAddFirst={() => void addFirst(fleetIds[0] ?? fleets[0]?.fleetId).catch(showError)}
                  />
                  <CommandBuilder
                    known={known}
                    onLine={(line, isWhole) => {
                      const text = isWhole ? line : appendLine(draft.value.text, line);
                      draft.value = { ...draft.value, text };
                    }}
                  />
                </>
              )}
            </div>
          </div>
        ) : null}
      </Tabs>
      <SendDialogs state={sending.value} sender={sender.current} />
      {isKeeping.value && fleets[0] !== undefined ? (
        <PresetDialog
          preset={{
            id: undefined,
            fleetId: fleetIds[0] ?? fleets[0].fleetId,
            name: '',
            commands: readLines(draft.value.text),
            quickPosition: null,
          }}
          presets={presets.data.value ?? []}
          fleets={fleets}
          onClose={() => {
            isKeeping.value = false;
          }}
          onSaved={(name) => {
            isKeeping.value = false;
            showToast(t('presets.saved', { name }));
            void presets.reload();
          }}
        />
      ) : null}
    </>
  );
}

const TARGET_NAMES = ['ids', 'group', 'tag', 'all', 'fleet'] as const;

function definedOnly(values: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
