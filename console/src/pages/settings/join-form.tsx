import { useSignal } from '@preact/signals';
import { acceptedInvite } from '../../../../core/api/people/people-shapes.ts';
import { api, readMe } from '../../api/session.ts';
import { Field, FormError, useSubmission } from '../../parts/form.tsx';
import { showToast } from '../../parts/toasts.tsx';
import { shellTexts } from '../../shell/texts.ts';
import { readInviteWord } from './invite-word.ts';
import { texts } from './texts.ts';

/** Takes an invitation without the bot. */
export function JoinForm() {
  const { t } = texts;
  const pasted = useSignal('');
  const word = readInviteWord(pasted.value);
  const { submit, isBusy, error } = useSubmission(async () => {
    if (word === undefined) return;
    const { name, role, wasMember } = await api({
      method: 'POST',
      path: '/api/invites/accept',
      body: { token: word },
      answer: acceptedInvite,
    });
    pasted.value = '';
    await readMe();
    showToast(
      wasMember
        ? t('join.was', { fleet: name })
        : t('join.done', { fleet: name, role: shellTexts.t(`role.${role}`) }),
    );
  });
  return (
    <form class="card stack" aria-labelledby="join-title" onSubmit={submit}>
      <h2 id="join-title">{t('join.title')}</h2>
      <Field label={t('join.word')}>
        <input
          class="input settings-narrow"
          autocomplete="off"
          spellcheck={false}
          value={pasted.value}
          onInput={({ currentTarget }) => {
            pasted.value = currentTarget.value;
          }}
        />
      </Field>
      <FormError error={error.value} />
      <div>
        <button type="submit" class="button" disabled={isBusy.value || word === undefined}>
          {t('join.do')}
        </button>
      </div>
    </form>
  );
}
