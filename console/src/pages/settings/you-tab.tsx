import * as z from 'zod';
import { api, me, type Me, readMe } from '../../api/session.ts';
import { Field } from '../../parts/form.tsx';
import { showError, showToast } from '../../parts/toasts.tsx';
import { switchLanguage } from '../../texts/define-texts.ts';
import { language, LANGUAGES } from '../../texts/language.ts';
import { THEMES, theme } from '../../theme/theme.ts';
import { texts } from './texts.ts';
import { ZonePicker } from './zone-picker.tsx';

const LANGUAGE_NAMES = { en: 'English', ru: 'Русский' } as const;

/** Language, theme, time zone, and who one is. */
export function YouTab({ person }: { readonly person: Me }) {
  const { t } = texts;
  return (
    <div class="grid-2 settings-columns">
      <div class="stack">
        <section class="card stack" aria-labelledby="you-title">
          <h2 id="you-title">{t('you.title')}</h2>
          <Field label={t('you.language')} hint={t('you.languageHint')}>
            <select
              class="input"
              value={language.value}
              onChange={({ currentTarget }) => {
                const wanted = LANGUAGES.find((one) => one === currentTarget.value);
                if (wanted !== undefined) void changeLanguage(wanted).catch(showError);
              }}
            >
              {LANGUAGES.map((one) => (
                <option key={one} value={one} lang={one}>
                  {LANGUAGE_NAMES[one]}
                </option>
              ))}
            </select>
          </Field>
          <Field label={t('you.theme')}>
            <select
              class="input"
              value={theme.value}
              onChange={({ currentTarget }) => {
                theme.value = THEMES.find((one) => one === currentTarget.value) ?? 'system';
              }}
            >
              {THEMES.map((one) => (
                <option key={one} value={one}>
                  {t(`theme.${one}`)}
                </option>
              ))}
            </select>
          </Field>
        </section>
        <section class="card stack" aria-labelledby="who-title">
          <h2 id="who-title">{t('you.who')}</h2>
          <dl class="facts">
            <dt>{t('you.name')}</dt>
            <dd>{person.name === '' ? '—' : person.name}</dd>
            <dt>{t('you.username')}</dt>
            <dd>{person.username === null ? '—' : `@${person.username}`}</dd>
            <dt>{t('you.id')}</dt>
            <dd class="number">{person.id}</dd>
          </dl>
          {person.isAdministrator ? <p class="muted">{t('you.administrator')}</p> : null}
        </section>
      </div>
      <ZonePicker
        zone={person.timeZone}
        isChosen={person.hasChosenTimeZone}
        onChoose={(timeZone) => void changeMe({ timeZone }).catch(showError)}
      />
    </div>
  );
}

async function changeLanguage(wanted: (typeof LANGUAGES)[number]): Promise<void> {
  await switchLanguage(wanted);
  if (me.peek() !== undefined) await changeMe({ language: wanted });
}

async function changeMe(body: { readonly language?: string; readonly timeZone?: string }): Promise<void> {
  await api({ method: 'PATCH', path: '/api/me', body, answer: z.unknown() });
  await readMe();
  showToast(texts.t('you.saved'));
}
