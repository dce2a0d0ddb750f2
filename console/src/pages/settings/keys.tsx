import { useSignal } from '@preact/signals';
import * as z from 'zod';
import { keyList, madeKey } from '../../../../core/api/auth/auth-shapes.ts';
import { api } from '../../api/session.ts';
import { useResource } from '../../api/use-resource.ts';
import { formatAgo, formatDate, formatTime } from '../../format/times.ts';
import { CopyButton } from '../../parts/copy-button.tsx';
import { ConfirmDialog, Dialog } from '../../parts/dialog.tsx';
import { Field, FormError, useSubmission } from '../../parts/form.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Loaded } from '../../parts/states.tsx';
import { showError, showToast } from '../../parts/toasts.tsx';
import { shellTexts } from '../../shell/texts.ts';
import { texts } from './texts.ts';

type Key = z.infer<typeof keyList>['keys'][number];

const DAYS = [7, 30, 90, 180, 365] as const;
const DEFAULT_DAYS = 90;

/** Keys of programs that speak for the person: made, shown once, deleted. */
export function Keys() {
  const { t } = texts;
  const isMaking = useSignal(false);
  const leaving = useSignal<Key | undefined>(undefined);
  const keys = useResource((signal) => api({ path: '/api/keys', answer: keyList, signal }), []);
  const remove = async ({ id }: Key): Promise<void> => {
    leaving.value = undefined;
    await api({ method: 'DELETE', path: `/api/keys/${id}`, answer: z.unknown() });
    await keys.reload();
    showToast(t('keys.deleted'));
  };
  return (
    <section class="card stack" aria-labelledby="keys-title">
      <div class="card-head">
        <h2 id="keys-title">{t('keys.title')}</h2>
        <button
          type="button"
          class="button"
          onClick={() => {
            isMaking.value = true;
          }}
        >
          <Icon name="plus" />
          {t('keys.make')}
        </button>
      </div>
      <p class="muted">{t('keys.hint')}</p>
      <Loaded resource={keys}>
        {({ keys: list }) =>
          list.length === 0 ? (
            <p class="muted">{t('keys.none')}</p>
          ) : (
            <ul class="settings-list">
              {list.map((key) => (
                <li key={key.id} class="settings-line">
                  <div>
                    <strong>{key.name}</strong>
                    <div class="muted small">
                      {[
                        t('sessions.since', { when: formatDate(key.createdAt) }),
                        Date.parse(key.expiresAt) < Date.now()
                          ? t('keys.over')
                          : t('keys.until', { when: formatDate(key.expiresAt) }),
                        key.lastUsedAt === null
                          ? t('keys.neverUsed')
                          : t('sessions.used', { when: formatAgo(key.lastUsedAt) }),
                      ].join(' · ')}
                    </div>
                  </div>
                  <button
                    type="button"
                    class="button quiet"
                    aria-label={`${t('keys.delete')}: ${key.name}`}
                    onClick={() => {
                      leaving.value = key;
                    }}
                  >
                    {t('keys.delete')}
                  </button>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      {isMaking.value ? (
        <MakeKeyDialog
          onMade={() => void keys.reload()}
          onClose={() => {
            isMaking.value = false;
          }}
        />
      ) : null}
      {leaving.value === undefined ? null : (
        <ConfirmDialog
          title={t('keys.deleteTitle', { name: leaving.value.name })}
          confirmLabel={t('keys.delete')}
          isDangerous
          onClose={() => {
            leaving.value = undefined;
          }}
          onConfirm={() => {
            if (leaving.value !== undefined) void remove(leaving.value).catch(showError);
          }}
        >
          <p>{t('keys.deleteText')}</p>
        </ConfirmDialog>
      )}
    </section>
  );
}

function MakeKeyDialog({ onMade, onClose }: { readonly onMade: () => void; readonly onClose: () => void }) {
  const { t } = texts;
  const name = useSignal('');
  const days = useSignal<number>(DEFAULT_DAYS);
  const made = useSignal<z.infer<typeof madeKey> | undefined>(undefined);
  const { submit, isBusy, error, errorOf } = useSubmission(async () => {
    made.value = await api({
      method: 'POST',
      path: '/api/keys',
      body: { name: name.value.trim(), expiresInDays: days.value },
      answer: madeKey,
    });
    onMade();
  });
  if (made.value !== undefined)
    return (
      <Dialog title={t('keys.made', { name: made.value.name })} onClose={onClose}>
        <p>{t('keys.shownOnce')}</p>
        <code class="settings-secret">{made.value.key}</code>
        <p class="muted small">{t('keys.until', { when: formatTime(made.value.expiresAt) })}</p>
        <div class="dialog-actions">
          <CopyButton text={made.value.key} />
          <button type="button" class="button primary" onClick={onClose}>
            {shellTexts.t('close')}
          </button>
        </div>
      </Dialog>
    );
  return (
    <Dialog title={t('keys.make')} onClose={onClose}>
      <form class="stack" onSubmit={submit}>
        <Field label={t('keys.name')} error={errorOf('name')}>
          <input
            class="input"
            required
            maxLength={100}
            placeholder={t('keys.nameExample')}
            value={name.value}
            onInput={({ currentTarget }) => {
              name.value = currentTarget.value;
            }}
          />
        </Field>
        <Field label={t('keys.days')} error={errorOf('expiresInDays')}>
          <select
            class="input"
            value={days.value}
            onChange={({ currentTarget }) => {
              days.value = Number(currentTarget.value);
            }}
          >
            {DAYS.map((count) => (
              <option key={count} value={count}>
                {t('keys.daysN', { count })}
              </option>
            ))}
          </select>
        </Field>
        <FormError error={error.value} />
        <div class="dialog-actions">
          <button type="button" class="button" onClick={onClose}>
            {shellTexts.t('cancel')}
          </button>
          <button type="submit" class="button primary" disabled={isBusy.value || name.value.trim() === ''}>
            {t('keys.make')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
