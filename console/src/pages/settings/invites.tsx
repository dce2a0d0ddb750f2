import { useSignal } from '@preact/signals';
import * as z from 'zod';
import { inviteList, madeInvite } from '../../../../core/api/people/people-shapes.ts';
import { api } from '../../api/session.ts';
import { useResource } from '../../api/use-resource.ts';
import { formatTime } from '../../format/times.ts';
import { CopyButton } from '../../parts/copy-button.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Loaded } from '../../parts/states.tsx';
import { showError, showToast } from '../../parts/toasts.tsx';
import { shellTexts } from '../../shell/texts.ts';
import { texts } from './texts.ts';

type MadeInvite = z.infer<typeof madeInvite>;

/** Links that bring others into a fleet: made, shown once, withdrawn. */
export function Invites({ fleetId }: { readonly fleetId: string }) {
  const { t } = texts;
  const path = `/api/fleets/${fleetId}/invites`;
  const made = useSignal<MadeInvite | undefined>(undefined);
  const isBusy = useSignal(false);
  const open = useResource((signal) => api({ path, answer: inviteList, signal }), [fleetId]);
  const invite = async (role: 'operator' | 'viewer'): Promise<void> => {
    isBusy.value = true;
    try {
      made.value = await api({ method: 'POST', path, body: { role }, answer: madeInvite });
      await open.reload();
    } finally {
      isBusy.value = false;
    }
  };
  const withdraw = async (id?: string): Promise<void> => {
    const answer = z.object({ withdrawn: z.int() });
    const one = id === undefined ? path : `${path}/${id}`;
    const { withdrawn } = await api({ method: 'DELETE', path: one, answer });
    made.value = undefined;
    await open.reload();
    showToast(t('invites.withdrawn', { count: withdrawn }));
  };
  return (
    <section class="card stack" aria-labelledby="invites-title">
      <h2 id="invites-title">{t('invites.title')}</h2>
      <p class="muted">{t('invites.hint')}</p>
      <div class="row">
        {(['operator', 'viewer'] as const).map((role) => (
          <button
            key={role}
            type="button"
            class="button"
            disabled={isBusy.value}
            onClick={() => void invite(role).catch(showError)}
          >
            <Icon name="plus" />
            {t(`invites.${role}`)}
          </button>
        ))}
      </div>
      {made.value === undefined ? null : <MadeLink invite={made.value} />}
      <h3>{t('invites.open')}</h3>
      <Loaded resource={open}>
        {({ invites }) =>
          invites.length === 0 ? (
            <p class="muted">{t('invites.none')}</p>
          ) : (
            <>
              <ul class="settings-list">
                {invites.map(({ id, role, expiresAt }) => (
                  <li key={id} class="row">
                    <span>
                      {t('invites.one', { role: shellTexts.t(`role.${role}`), until: formatTime(expiresAt) })}
                    </span>
                    <button
                      type="button"
                      class="button quiet"
                      onClick={() => void withdraw(id).catch(showError)}
                    >
                      {t('invites.withdraw')}
                    </button>
                  </li>
                ))}
              </ul>
              {invites.length < 2 ? null : (
                <div>
                  <button type="button" class="button" onClick={() => void withdraw().catch(showError)}>
                    {t('invites.withdrawAll')}
                  </button>
                </div>
              )}
            </>
          )
        }
      </Loaded>
    </section>
  );
}

function MadeLink({ invite: { role, link, token, expiresAt } }: { readonly invite: MadeInvite }) {
  const { t } = texts;
  return (
    <div class="notice good stack" role="status">
      <p>
        {t('invites.link', { role: shellTexts.t(`role.${role}`), until: formatTime(expiresAt) })}
        <br />
        {link === null ? t('invites.noLink') : t('invites.shownOnce')}
      </p>
      <div class="row">
        <code class="settings-secret">{link ?? token}</code>
        <CopyButton text={link ?? token} />
      </div>
    </div>
  );
}
