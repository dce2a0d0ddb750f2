import { useSignal } from '@preact/signals';
import { signInBy } from '../api/session.ts';
import { Field, FormError, useSubmission } from '../parts/form.tsx';
import { Empty } from '../parts/states.tsx';
import type { Ways } from './start-session.ts';
import { telegramLoginUrl } from './telegram-login.ts';
import { shellTexts } from './texts.ts';
import { LanguageSwitch, ThemeSwitch } from './top-bar.tsx';
import { usePageTitle } from './use-page-title.ts';

/** For who is not signed in. */
export function Login({ ways, error }: { readonly ways: Ways; readonly error: unknown }) {
  const { t } = shellTexts;
  usePageTitle(t('login.title'));
  const { devLogin, telegramBotId } = ways;
  return (
    <main class="login">
      <div class="card stack">
        <div class="row">
          <img src="/icon.svg" alt="" width="32" height="32" />
          <h1>{t('app.name')}</h1>
          <span style={{ flex: 1 }} />
          <LanguageSwitch />
          <ThemeSwitch />
        </div>
        <FormError error={error} />
        {devLogin ? <LocalLogin /> : null}
        {telegramBotId === null ? null : (
          <>
            <a class="button primary" href={telegramLoginUrl(telegramBotId, location.origin)}>
              {t('login.telegram')}
            </a>
            <p class="small muted">{t('login.telegramWhat')}</p>
          </>
        )}
        {!devLogin && telegramBotId === null ? (
          <Empty title={t('login.none')} icon="warning">
            <p class="muted">{t('login.noneWhat')}</p>
          </Empty>
        ) : null}
      </div>
    </main>
  );
}

function LocalLogin() {
  const { t } = shellTexts;
  const id = useSignal('1');
  const { isBusy, error, submit, errorOf } = useSubmission(() =>
    signInBy('/api/auth/dev-login', { telegramId: Number(id.value) }),
  );
  return (
    <form class="stack" onSubmit={submit}>
      <p>{t('login.local')}</p>
      <Field label={t('login.id')} hint={t('login.idHint')} error={errorOf('telegramId')}>
        <input
          class="input"
          inputMode="numeric"
          pattern="[1-9][0-9]{0,14}"
          required
          value={id.value}
          onInput={({ currentTarget }) => {
            id.value = currentTarget.value;
          }}
        />
      </Field>
      <FormError error={error.value} />
      <button type="submit" class="button primary" disabled={isBusy.value}>
        {t('login.asPerson')}
      </button>
    </form>
  );
}
