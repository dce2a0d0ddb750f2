import { useSignal } from '@preact/signals';
import { redrivenQueue } from '../../../../core/api/metrics/dead-letter-shapes.ts';
import { api } from '../../api/session.ts';
import { useResource } from '../../api/use-resource.ts';
import { formatNumber } from '../../format/amounts.ts';
import { ConfirmDialog } from '../../parts/dialog.tsx';
import { FormError, useSubmission } from '../../parts/form.tsx';
import { Loaded } from '../../parts/states.tsx';
import { showToast } from '../../parts/toasts.tsx';
import type { Queues } from './find-attention.ts';
import { queueName } from './queue-name.ts';
import { readQueues, REFRESH_MS } from './read-health.ts';
import { texts } from './texts.ts';

type Queue = Queues[number];

/** The queues between the programs, and the messages that they gave up. */
export function QueueTable() {
  const { t } = texts;
  const queues = useResource(readQueues, [], { everyMs: REFRESH_MS });
  const asked = useSignal<Queue | undefined>(undefined);
  return (
    <section class="card">
      <div class="card-head">
        <div>
          <h2>{t('queues')}</h2>
          <p class="muted small">{t('queuesWhat')}</p>
        </div>
      </div>
      <Loaded resource={queues}>
        {(all) => (
          <div class="scroll-x" tabIndex={0}>
            <table class="plain-table" aria-label={t('queues')}>
              <thead>
                <tr>
                  <th scope="col">{t('queue.name')}</th>
                  <th scope="col" class="end">
                    {t('queue.waiting')}
                  </th>
                  <th scope="col" class="end">
                    {t('queue.inFlight')}
                  </th>
                  <th scope="col" class="end">
                    {t('queue.dead')}
                  </th>
                  <th />
                </tr>
              </thead>
              <tbody>
                {all.map((queue) => (
                  <tr key={queue.name}>
                    <td>{queueName(queue.name)}</td>
                    <td class="end">{formatNumber(queue.waiting)}</td>
                    <td class="end">{formatNumber(queue.inFlight)}</td>
                    <td class={`end ${(queue.deadLetters ?? 0) > 0 ? 'bad' : ''}`}>
                      {formatNumber(queue.deadLetters)}
                    </td>
                    <td class="end">
                      {!queue.canRedrive ? (
                        <span class="muted small">{t('queueKeeps')}</span>
                      ) : (queue.deadLetters ?? 0) === 0 ? null : (
                        <button type="button" class="button" onClick={() => (asked.value = queue)}>
                          {t('queueRedrive')}
                        </button>
                      )}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </Loaded>
      {asked.value === undefined ? null : (
        <RedriveDialog
          queue={asked.value}
          onClose={() => {
            asked.value = undefined;
          }}
          onDone={() => void queues.reload()}
        />
      )}
    </section>
  );
}

function RedriveDialog(props: {
  readonly queue: Queue;
  readonly onClose: () => void;
  readonly onDone: () => void;
}) {
  const { t } = texts;
  const { queue, onClose, onDone } = props;
  const { submit, isBusy, error } = useSubmission(async () => {
    const { how, messages, hasMore } = await api({
      method: 'POST',
      path: `/api/dead-letter-queues/${queue.name}/redrive`,
      answer: redrivenQueue,
    });
    const told = how === 'task' ? t('queueMoving') : t('queueMoved', { count: messages });
    showToast(hasMore ? `${told} ${t('queueMovedMore')}` : told);
    onClose();
    onDone();
  });
  return (
    <ConfirmDialog
      title={t('queueRedriveTitle', { queue: queueName(queue.name) })}
      confirmLabel={t('queueRedrive')}
      isBusy={isBusy.value}
      onConfirm={() => submit()}
      onClose={onClose}
    >
      <p>{t('queueRedriveWhat', { count: queue.deadLetters ?? 0 })}</p>
      <FormError error={error.value} />
    </ConfirmDialog>
  );
}
