import { useSignal } from '@preact/signals';
import * as z from 'zod';
import { memberList } from '../../../../core/api/people/people-shapes.ts';
import { api, type Me, readMe } from '../../api/session.ts';
import { useResource } from '../../api/use-resource.ts';
import { formatDate } from '../../format/times.ts';
import { Badge } from '../../parts/badge.tsx';
import { ConfirmDialog } from '../../parts/dialog.tsx';
import { Field, FormError, useSubmission } from '../../parts/form.tsx';
import { Loaded } from '../../parts/states.tsx';
import { showError, showToast } from '../../parts/toasts.tsx';
import { roleWord } from './act-words.ts';
import { Invites } from './invites.tsx';
import { texts } from './texts.ts';

type Fleet = Me['fleets'][number];
type Member = z.infer<typeof memberList>['members'][number];
type Asked = { readonly kind: 'remove' | 'give'; readonly member: Member } | { readonly kind: 'leave' };

/** Who is in a fleet, with which role; its name; and the links that bring others in. */
export function FleetPeople({ fleet }: { readonly fleet: Fleet }) {
  const { t } = texts;
  const { fleetId, role } = fleet;
  const isOwner = role === 'owner';
  const asked = useSignal<Asked | undefined>(undefined);
  const members = useResource(
    (signal) => api({ path: `/api/fleets/${fleetId}/members`, answer: memberList, signal }),
    [fleetId],
  );
  const changeRole = async (member: Member, wanted: string): Promise<void> => {
    const path = `/api/fleets/${fleetId}/members/${member.userId}`;
    await api({ method: 'PATCH', path, body: { role: wanted }, answer: z.unknown() });
    await members.reload();
    showToast(t('members.roleChanged', { name: nameOf(member), role: roleWord(wanted) }));
  };
  return (
    <>
      {isOwner ? <RenameForm fleet={fleet} /> : null}
      <section class="card stack" aria-labelledby="members-title">
        <h2 id="members-title">{t('members.title')}</h2>
        <Loaded resource={members}>
          {({ members: list }) => (
            <div class="scroll-x" tabIndex={0}>
              <table class="plain-table">
                <thead>
                  <tr>
                    <th>{t('members.name')}</th>
                    <th>{t('members.role')}</th>
                    <th>{t('members.since')}</th>
                    {isOwner && list.length > 1 ? <th>{t('members.actions')}</th> : null}
                  </tr>
                </thead>
                <tbody>
                  {list.map((member) => (
                    <tr key={member.userId}>
                      <td>
                        <strong>{nameOf(member)}</strong>{' '}
                        {member.isYou ? <Badge tone="accent">{t('members.you')}</Badge> : null}
                        {member.username === null ? null : <span class="muted"> @{member.username}</span>}
                        {member.name === null ? <div class="muted small">{t('members.unknown')}</div> : null}
                      </td>
                      <td>
                        {isOwner && !member.isYou ? (
                          <select
                            class="input settings-role"
                            aria-label={t('members.roleOf', { name: nameOf(member) })}
                            value={member.role}
                            onChange={({ currentTarget }) =>
                              void changeRole(member, currentTarget.value).catch((error: unknown) => {
                                showError(error);
                                void members.reload();
                              })
                            }
                          >
                            <option value="operator">{roleWord('operator')}</option>
                            <option value="viewer">{roleWord('viewer')}</option>
                          </select>
                        ) : (
                          roleWord(member.role)
                        )}
                      </td>
                      <td class="number">{formatDate(member.addedAt)}</td>
                      {isOwner && list.length > 1 ? (
                        <td>
                          {member.isYou ? null : (
                            <div class="row">
                              <button
                                type="button"
                                class="button quiet"
                                onClick={() => {
                                  asked.value = { kind: 'give', member };
                                }}
                              >
                                {t('members.give')}
                              </button>
                              <button
                                type="button"
                                class="button quiet"
                                onClick={() => {
                                  asked.value = { kind: 'remove', member };
                                }}
                              >
                                {t('members.remove')}
                              </button>
                            </div>
                          )}
                        </td>
                      ) : null}
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          )}
        </Loaded>
        <ul class="muted small">
          {(['owner', 'operator', 'viewer'] as const).map((one) => (
            <li key={one}>{t(`role.${one}May`)}</li>
          ))}
        </ul>
        {isOwner ? (
          <p class="muted small">{t('members.ownerStays')}</p>
        ) : (
          <div>
            <button
              type="button"
              class="button danger"
              onClick={() => {
                asked.value = { kind: 'leave' };
              }}
            >
              {t('members.leave')}
            </button>
          </div>
        )}
      </section>
      {isOwner ? <Invites fleetId={fleetId} /> : null}
      {asked.value === undefined ? null : (
        <AskedDialog
          asked={asked.value}
          fleet={fleet}
          onDone={() => void members.reload()}
          onClose={() => {
            asked.value = undefined;
          }}
        />
      )}
    </>
  );
}

function RenameForm({ fleet }: { readonly fleet: Fleet }) {
  const { t } = texts;
  const name = useSignal(fleet.name);
  const { submit, isBusy, error, errorOf } = useSubmission(async () => {
    const path = `/api/fleets/${fleet.fleetId}`;
    await api({ method: 'PATCH', path, body: { name: name.value.trim() }, answer: z.unknown() });
    await readMe();
    showToast(t('fleet.renamed'));
  });
  return (
    <form class="card stack" onSubmit={submit}>
      <Field label={t('fleet.name')} error={errorOf('name')}>
        <input
          class="input settings-narrow"
          required
          maxLength={100}
          value={name.value}
          onInput={({ currentTarget }) => {
            name.value = currentTarget.value;
          }}
        />
      </Field>
      <FormError error={error.value} />
      <div>
        <button
          type="submit"
          class="button"
          disabled={isBusy.value || name.value.trim() === '' || name.value.trim() === fleet.name}
        >
          {t('fleet.rename')}
        </button>
      </div>
    </form>
  );
}

/** What cannot simply be taken back is asked about. */
function AskedDialog(props: {
  readonly asked: Asked;
  readonly fleet: Fleet;
  readonly onDone: () => void;
  readonly onClose: () => void;
}) {
  const { t } = texts;
  const { asked, fleet, onDone, onClose } = props;
  const path = `/api/fleets/${fleet.fleetId}`;
  const name = asked.kind === 'leave' ? '' : nameOf(asked.member);
  const words = { fleet: fleet.name, name };
  const { submit, isBusy, error } = useSubmission(async () => {
    const answer = z.unknown();
    if (asked.kind === 'leave') await api({ method: 'POST', path: `${path}/leave`, answer });
    else if (asked.kind === 'give')
      await api({
        method: 'PUT',
        path: `${path}/owner`,
        body: { userId: asked.member.userId, confirm: true },
        answer,
      });
    else await api({ method: 'DELETE', path: `${path}/members/${asked.member.userId}`, answer });
    onClose();
    showToast(t(DONE_TEXTS[asked.kind], words));
    if (asked.kind === 'remove') onDone();
    else await readMe();
  });
  return (
    <ConfirmDialog
      title={t(`members.${asked.kind}Title`, words)}
      confirmLabel={t(`members.${asked.kind}`)}
      isDangerous
      isBusy={isBusy.value}
      onConfirm={submit}
      onClose={onClose}
    >
      <p>{t(`members.${asked.kind}Text`, words)}</p>
      <FormError error={error.value} />
    </ConfirmDialog>
  );
}

const DONE_TEXTS = { remove: 'members.removed', give: 'members.given', leave: 'members.left' } as const;

function nameOf({ name, username, userId }: Member): string {
  return name ?? (username === null ? `#${userId}` : `@${username}`);
}
