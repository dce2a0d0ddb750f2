import { useSignal } from '@preact/signals';
import type * as z from 'zod';
import { alertSettings } from '../../../../core/api/people/people-shapes.ts';
import { api, me, type Me } from '../../api/session.ts';
import { useResource } from '../../api/use-resource.ts';
import { Field, FormError, useSubmission } from '../../parts/form.tsx';
import { Loaded } from '../../parts/states.tsx';
import { showToast } from '../../parts/toasts.tsx';
import { shellTexts } from '../../shell/texts.ts';
import { language } from '../../texts/language.ts';
import { checkAlerts, toAlertForm, toAlertSettings } from './alert-form.ts';
import { describeZone } from './find-zones.ts';
import { texts } from './texts.ts';

type Fleet = Me['fleets'][number];
type Settings = z.infer<typeof alertSettings>;

/** What the person is told of a fleet by the bot. */
export function AlertsForm({ fleet }: { readonly fleet: Fleet }) {
  const { t } = texts;
  const path = `/api/fleets/${fleet.fleetId}/alert-settings`;
  const settings = useResource((signal) => api({ path, answer: alertSettings, signal }), [path]);
  return (
    <section class="card stack settings-form" aria-labelledby="alerts-title">
      <div>
        <h2 id="alerts-title">{t('alerts.title', { fleet: fleet.name })}</h2>
        <p class="muted small">{t('alerts.onlyYours')}</p>
      </div>
      <Loaded resource={settings}>{(read) => <Fields path={path} settings={read} />}</Loaded>
    </section>
  );
}

function Fields({ path, settings }: { readonly path: string; readonly settings: Settings }) {
  const { t } = texts;
  const form = useSignal(toAlertForm(settings));
  const { value } = form;
  const change = (changes: Partial<typeof value>): void => {
    form.value = { ...form.value, ...changes };
  };
  const problem = checkAlerts(value);
  const { submit, isBusy, error, errorOf } = useSubmission(async () => {
    const body = toAlertSettings(form.value);
    form.value = toAlertForm(await api({ method: 'PUT', path, body, answer: alertSettings }));
    showToast(t('alerts.saved'));
  });
  const zone = describeZone(me.value?.timeZone ?? 'UTC', language.value, new Date());
  return (
    <form class="stack" onSubmit={submit}>
      <Check label={t('alerts.silent')} isOn={value.silent} onChange={(silent) => change({ silent })} />
      <Check
        label={t('alerts.apiErrors')}
        isOn={value.apiErrors}
        onChange={(apiErrors) => change({ apiErrors })}
      />
      <fieldset class="settings-group">
        <legend>
          <Check label={t('alerts.loss')} isOn={value.hasLoss} onChange={(hasLoss) => change({ hasLoss })} />
        </legend>
        <div class="row" hidden={!value.hasLoss}>
          <Field
            label={t('alerts.lossFrom')}
            error={problem === 'limit' ? t('alerts.wrongLimit') : errorOf('lossLimit')}
          >
            <input
              class="input"
              inputMode="decimal"
              value={value.lossLimit}
              onInput={({ currentTarget }) => change({ lossLimit: currentTarget.value })}
            />
          </Field>
          <Field label={t('alerts.lossCurrency')} error={errorOf('lossCurrency')}>
            <input
              class="input"
              maxLength={10}
              value={value.lossCurrency}
              onInput={({ currentTarget }) => change({ lossCurrency: currentTarget.value })}
            />
          </Field>
        </div>
        <p class="field-hint">{t('alerts.lossHint')}</p>
      </fieldset>
      <fieldset class="settings-group">
        <legend>
          <Check
            label={t('alerts.quiet')}
            isOn={value.hasQuiet}
            onChange={(hasQuiet) => change({ hasQuiet })}
          />
        </legend>
        <div class="row" hidden={!value.hasQuiet}>
          <Field label={t('alerts.quietFrom')}>
            <input
              type="time"
              class="input"
              value={value.quietFrom}
              onInput={({ currentTarget }) => change({ quietFrom: currentTarget.value })}
            />
          </Field>
          <Field label={t('alerts.quietTo')} error={problem === 'quiet' ? t('alerts.wrongQuiet') : undefined}>
            <input
              type="time"
              class="input"
              value={value.quietTo}
              onInput={({ currentTarget }) => change({ quietTo: currentTarget.value })}
            />
          </Field>
        </div>
        <p class="field-hint">{t('alerts.quietHint', { zone: `${zone.city} (${zone.offset})` })}</p>
      </fieldset>
      <FormError error={error.value} />
      <div>
        <button type="submit" class="button primary" disabled={isBusy.value || problem !== undefined}>
          {shellTexts.t('save')}
        </button>
      </div>
    </form>
  );
}

function Check(props: {
  readonly label: string;
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
}) {
  return (
    <label class="check">
      <input
        type="checkbox"
        checked={props.isOn}
        onChange={({ currentTarget }) => props.onChange(currentTarget.checked)}
      />
      {props.label}
    </label>
  );
}
