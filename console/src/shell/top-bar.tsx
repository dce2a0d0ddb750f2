import { liveState } from '../live/use-live.ts';
import { api, me, readMe, signOut } from '../api/session.ts';
import { Icon } from '../parts/icon.tsx';
import { showError } from '../parts/toasts.tsx';
import { switchLanguage } from '../texts/define-texts.ts';
import { language } from '../texts/language.ts';
import { THEMES, theme } from '../theme/theme.ts';
import * as z from 'zod';
import { shellTexts } from './texts.ts';

const THEME_ICONS = { system: 'auto', light: 'sun', dark: 'moon' } as const;

export function TopBar() {
  const { t } = shellTexts;
  const person = me.value;
  return (
    <header class="top-bar">
      <a class="brand" href="/">
        <img src="/icon.svg" alt="" width="24" height="24" />
        {t('app.name')}
      </a>
      <span class="live-state" role="status" data-state={liveState.value}>
        <span class="live-words">{t(`live.${liveState.value}`)}</span>
      </span>
      <span class="spacer" />
      <LanguageSwitch />
      <ThemeSwitch />
      {person === undefined ? null : (
        <span class="person">
          <span>{person.name}</span>
          <button
            type="button"
            class="button quiet icon-only"
            title={t('signOut')}
            aria-label={t('signOut')}
            onClick={() => void signOut().catch(showError)}
          >
            <Icon name="out" />
          </button>
        </span>
      )}
    </header>
  );
}

export function ThemeSwitch() {
  const { t } = shellTexts;
  const label = t('theme.label', { theme: t(`theme.${theme.value}`) });
  const next = THEMES[(THEMES.indexOf(theme.value) + 1) % THEMES.length] ?? 'system';
  return (
    <button
      type="button"
      class="button quiet icon-only"
      title={label}
      aria-label={label}
      onClick={() => {
        theme.value = next;
      }}
    >
      <Icon name={THEME_ICONS[theme.value]} />
    </button>
  );
}

export function LanguageSwitch() {
  const other = language.value === 'en' ? 'ru' : 'en';
  const change = async (): Promise<void> => {
    await switchLanguage(other);
    if (me.peek() === undefined) return;
    // The bots speak it from now on, too.
    await api({ method: 'PATCH', path: '/api/me', body: { language: other }, answer: z.unknown() });
    await readMe();
  };
  return (
    <button
      type="button"
      class="button quiet"
      lang={other}
      aria-label={shellTexts.t('language.label')}
      title={shellTexts.t('language.label')}
      onClick={() => void change().catch(showError)}
    >
      {other.toUpperCase()}
    </button>
  );
}
