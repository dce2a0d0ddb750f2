import { useSignal } from '@preact/signals';
import * as z from 'zod';
import { api, type Me } from '../../api/session.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { Field, FormError, useSubmission } from '../../parts/form.tsx';
import { shellTexts } from '../../shell/texts.ts';
import { checkLines, readLines } from './command-lines.ts';
import type { Preset } from './preset.ts';
import { t } from './texts.ts';

/** As many as a fleet has quick buttons. */
const PLACES = 24;

export type EditedPreset = Omit<Preset, 'id' | 'commands' | 'isDangerous'> & {
  readonly id: string | undefined;
  readonly commands: readonly string[];
};

/** Makes a preset, or changes one. */
export function PresetDialog(props: {
  readonly preset: EditedPreset;
  readonly presets: readonly Preset[];
  /** Those in which the person may. */
  readonly fleets: Me['fleets'];
  readonly onSaved: (name: string) => void;
  readonly onClose: () => void;
}) {
  const { preset, presets, fleets } = props;
  const name = useSignal(preset.name);
  const lines = useSignal(preset.commands.join('\n'));
  const place = useSignal(preset.quickPosition);
  const fleetId = useSignal(preset.fleetId);
  const problem = checkLines(readLines(lines.value));
  const { submit, isBusy, error, errorOf } = useSubmission(async () => {
    const fields = { name: name.value.trim(), commands: readLines(lines.value), quickPosition: place.value };
    await (preset.id === undefined
      ? api({
          method: 'POST',
          path: '/api/presets',
          body: { fleetId: fleetId.value, ...fields },
          answer: z.unknown(),
        })
      : api({ method: 'PATCH', path: `/api/presets/${preset.id}`, body: fields, answer: z.unknown() }));
    props.onSaved(fields.name);
  });
  return (
    <Dialog
      title={preset.id === undefined ? t('presets.newTitle') : t('presets.editTitle', { name: preset.name })}
      onClose={props.onClose}
    >
      <form class="stack" onSubmit={submit}>
        <Field label={t('presets.name')} error={errorOf('name')}>
          <input
            class="input"
            required
            maxLength={50}
            value={name.value}
            onInput={({ currentTarget }) => {
              name.value = currentTarget.value;
            }}
          />
        </Field>
        <Field
          label={t('presets.lines')}
          error={
            problem === undefined || problem === 'none' ? errorOf('commands') : t(LINE_PROBLEMS[problem])
          }
        >
          <textarea
            class="input mono"
            required
            rows={5}
            spellcheck={false}
            value={lines.value}
            onInput={({ currentTarget }) => {
              lines.value = currentTarget.value;
            }}
          />
        </Field>
        <Field label={t('presets.place')} error={errorOf('quickPosition')}>
          <select
            class="input"
            value={place.value ?? ''}
            onChange={({ currentTarget }) => {
              place.value = currentTarget.value === '' ? null : Number(currentTarget.value);
            }}
          >
            <option value="">{t('presets.noPlace')}</option>
            {Array.from({ length: PLACES }, (_, index) => index + 1).map((at) => {
              const other = presets.find(
                (one) => one.quickPosition === at && one.id !== preset.id && one.fleetId === fleetId.value,
              );
              return (
                <option key={at} value={at}>
                  {other === undefined
                    ? t('presets.placeN', { place: at })
                    : t('presets.placeTaken', { place: at, name: other.name })}
                </option>
              );
            })}
          </select>
        </Field>
        {preset.id !== undefined || fleets.length < 2 ? null : (
          <Field label={t('presets.fleet')}>
            <select
              class="input"
              value={fleetId.value}
              onChange={({ currentTarget }) => {
                fleetId.value = currentTarget.value;
              }}
            >
              {fleets.map((fleet) => (
                <option key={fleet.fleetId} value={fleet.fleetId}>
                  {fleet.name}
                </option>
              ))}
            </select>
          </Field>
        )}
        <FormError error={error.value} />
        <div class="dialog-actions">
          <button type="button" class="button" onClick={props.onClose}>
            {shellTexts.t('cancel')}
          </button>
          <button type="submit" class="button primary" disabled={isBusy.value || problem !== undefined}>
            {t('presets.save')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

export const LINE_PROBLEMS = {
  none: 'compose.none',
  'too-many': 'compose.tooMany',
  'too-long': 'compose.tooLong',
  control: 'compose.control',
} as const;
