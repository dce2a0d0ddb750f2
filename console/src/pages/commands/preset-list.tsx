import * as z from 'zod';
import { useSignal } from '@preact/signals';
import { api, type Me } from '../../api/session.ts';
import type { Resource } from '../../api/use-resource.ts';
import { Badge } from '../../parts/badge.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Empty, Loaded } from '../../parts/states.tsx';
import { showError, showToast } from '../../parts/toasts.tsx';
import { type EditedPreset, PresetDialog } from './preset-dialog.tsx';
import type { Preset } from './preset.ts';
import { t } from './texts.ts';

/** All presets of the person's fleets: sent, changed, removed and brought back. */
export function PresetList(props: {
  readonly presets: Resource<readonly Preset[]>;
  readonly fleets: Me['fleets'];
  readonly onUse: (lines: string) => void;
}) {
  const { presets, fleets, onUse } = props;
  const edited = useSignal<EditedPreset | undefined>(undefined);
  const [firstFleet] = fleets;
  const begin = (preset: EditedPreset): void => {
    edited.value = preset;
  };
  const addFirst = async (fleetId: string): Promise<void> => {
    await api({ method: 'POST', path: '/api/presets/first', body: { fleetId }, answer: z.unknown() });
    await presets.reload();
  };
  const remove = async (preset: Preset): Promise<void> => {
    await api({ method: 'DELETE', path: `/api/presets/${preset.id}`, answer: z.unknown() });
    await presets.reload();
    showToast(t('presets.removed', { name: preset.name }), {
      action: { label: t('presets.undo'), act: () => void restore(preset).catch(showError) },
    });
  };
  const restore = async ({ fleetId, name, commands, quickPosition }: Preset): Promise<void> => {
    const body = { fleetId, name, commands, quickPosition };
    await api({ method: 'POST', path: '/api/presets', body, answer: z.unknown() });
    await presets.reload();
  };
  return (
    <>
      <div class="row commands-gap">
        {firstFleet === undefined ? (
          <p class="muted">{t('presets.viewer')}</p>
        ) : (
          <button
            type="button"
            class="button primary"
            onClick={() =>
              begin({
                id: undefined,
                fleetId: firstFleet.fleetId,
                name: '',
                commands: [],
                quickPosition: null,
              })
            }
          >
            <Icon name="plus" />
            {t('presets.new')}
          </button>
        )}
      </div>
      <Loaded resource={presets}>
        {(list) =>
          list.length === 0 ? (
            <Empty title={t('presets.none')} icon="commands">
              <p class="muted">{t('presets.noneHint')}</p>
              {firstFleet === undefined ? null : (
                <button
                  type="button"
                  class="button"
                  onClick={() => void addFirst(firstFleet.fleetId).catch(showError)}
                >
                  {t('presets.first')}
                </button>
              )}
            </Empty>
          ) : (
            <ul class="commands-presets">
              {list.map((preset) => (
                <li key={preset.id} class="card">
                  <PresetCard
                    preset={preset}
                    fleetName={
                      fleets.length < 2
                        ? undefined
                        : fleets.find(({ fleetId }) => fleetId === preset.fleetId)?.name
                    }
                    mayChange={fleets.some(({ fleetId }) => fleetId === preset.fleetId)}
                    onUse={() => onUse(preset.commands.join('\n'))}
                    onEdit={() => begin(preset)}
                    onRemove={() => void remove(preset).catch(showError)}
                  />
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      {edited.value === undefined ? null : (
        <PresetDialog
          preset={edited.value}
          presets={presets.data.value ?? []}
          fleets={fleets}
          onClose={() => {
            edited.value = undefined;
          }}
          onSaved={(name) => {
            edited.value = undefined;
            showToast(t('presets.saved', { name }));
            void presets.reload();
          }}
        />
      )}
    </>
  );
}

function PresetCard(props: {
  readonly preset: Preset;
  readonly fleetName: string | undefined;
  readonly mayChange: boolean;
  readonly onUse: () => void;
  readonly onEdit: () => void;
  readonly onRemove: () => void;
}) {
  const { name, commands, quickPosition } = props.preset;
  return (
    <div class="stack commands-tight">
      <div class="row">
        <h3>{name}</h3>
        {quickPosition === null ? null : (
          <Badge tone="accent">{t('presets.placeN', { place: quickPosition })}</Badge>
        )}
        {props.fleetName === undefined ? null : <Badge>{props.fleetName}</Badge>}
      </div>
      <pre class="commands-line">{commands.join('\n')}</pre>
      <div class="row" role="group" aria-label={t('presets.actions')}>
        <button type="button" class="button" onClick={props.onUse}>
          {t('presets.use')}
        </button>
        {props.mayChange ? (
          <>
            <button type="button" class="button quiet" onClick={props.onEdit}>
              {t('presets.edit')}
            </button>
            <button type="button" class="button quiet" onClick={props.onRemove}>
              {t('presets.remove')}
            </button>
          </>
        ) : null}
      </div>
    </div>
  );
}
