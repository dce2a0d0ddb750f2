import { useSignal } from '@preact/signals';
import * as z from 'zod';
import { sessionList } from '../../../../core/api/auth/auth-shapes.ts';
import { api } from '../../api/session.ts';
import { useResource } from '../../api/use-resource.ts';
import { formatAgo, formatDate } from '../../format/times.ts';
import { Badge } from '../../parts/badge.tsx';
import { ConfirmDialog } from '../../parts/dialog.tsx';
import { Loaded } from '../../parts/states.tsx';
import { showError, showToast } from '../../parts/toasts.tsx';
import { signInWord } from './act-words.ts';
import { describeDevice } from './device.ts';
import { texts } from './texts.ts';

type Session = z.infer<typeof sessionList>['sessions'][number];

/** Where the person is signed in, and how to end that. */
export function Sessions() {
  const { t } = texts;
  const asks = useSignal(false);
  const sessions = useResource(
    (signal) => api({ path: '/api/auth/sessions', answer: sessionList, signal }),
    [],
  );
  const end = async (path: string): Promise<void> => {
    const { ended } = await api({ method: 'DELETE', path, answer: z.object({ ended: z.int() }) });
    await sessions.reload();
    showToast(t('sessions.ended', { count: ended }));
  };
  return (
    <section class="card stack" aria-labelledby="sessions-title">
      <h2 id="sessions-title">{t('sessions.title')}</h2>
      <Loaded resource={sessions}>
        {({ sessions: list }) => (
          <>
            <ul class="settings-list">
              {list.map((session) => (
                <SessionLine
                  key={session.id}
                  session={session}
                  onEnd={() => void end(`/api/auth/sessions/${session.id}`).catch(showError)}
                />
              ))}
            </ul>
            {list.some(({ isCurrent }) => !isCurrent) ? (
              <div>
                <button
                  type="button"
                  class="button"
                  onClick={() => {
                    asks.value = true;
                  }}
                >
                  {t('sessions.endOthers')}
                </button>
              </div>
            ) : (
              <p class="muted">{t('sessions.none')}</p>
            )}
          </>
        )}
      </Loaded>
      {asks.value ? (
        <ConfirmDialog
          title={t('sessions.endOthersTitle')}
          confirmLabel={t('sessions.endOthers')}
          onClose={() => {
            asks.value = false;
          }}
          onConfirm={() => {
            asks.value = false;
            void end('/api/auth/sessions').catch(showError);
          }}
        >
          <p>{t('sessions.endOthersText')}</p>
        </ConfirmDialog>
      ) : null}
    </section>
  );
}

function SessionLine({ session, onEnd }: { readonly session: Session; readonly onEnd: () => void }) {
  const { t } = texts;
  const { userAgent, address, createdAt, lastUsedAt, isCurrent } = session;
  return (
    <li class="settings-line">
      <div>
        <div class="row">
          <strong>{describeDevice(userAgent) ?? t('sessions.unknownDevice')}</strong>
          {isCurrent ? <Badge tone="accent">{t('sessions.this')}</Badge> : null}
        </div>
        <div class="muted small">
          {[
            signInWord(session.source),
            address,
            t('sessions.since', { when: formatDate(createdAt) }),
            t('sessions.used', { when: formatAgo(lastUsedAt) }),
          ]
            .filter((part) => part !== null)
            .join(' · ')}
        </div>
      </div>
      {isCurrent ? null : (
        <button type="button" class="button quiet" onClick={onEnd}>
          {t('sessions.end')}
        </button>
      )}
    </li>
  );
}
