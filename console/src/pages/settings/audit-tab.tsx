import { useSignal } from '@preact/signals';
import type * as z from 'zod';
import { type auditEntry, auditPage } from '../../../../core/api/people/people-shapes.ts';
import { api, type Me } from '../../api/session.ts';
import { useResource } from '../../api/use-resource.ts';
import { formatExactTime, formatTime } from '../../format/times.ts';
import { Badge, type Tone } from '../../parts/badge.tsx';
import { Field } from '../../parts/form.tsx';
import { Empty, Loaded } from '../../parts/states.tsx';
import { showError } from '../../parts/toasts.tsx';
import { shellTexts } from '../../shell/texts.ts';
import { describeAct } from './audit-sentence.ts';
import { fieldWord, roleWord, signInWord, targetWord } from './act-words.ts';
import { texts } from './texts.ts';

type Entry = z.infer<typeof auditEntry>;

const PAGE = 50;
const TONES: Readonly<Record<Entry['outcome'], Tone>> = { done: 'good', refused: 'warn', failed: 'bad' };

/** Who did what, the newest first: one's own, of fleets that one owns, and for administrators of everybody. */
export function AuditTab({ person }: { readonly person: Me }) {
  const { t } = texts;
  const whose = useSignal('mine');
  const owned = person.fleets.filter(({ role }) => role === 'owner');
  const query = queryOf(whose.value, person.id);
  const page = useResource((signal) => readAudit(query, undefined, signal), [whose.value]);
  const isReading = useSignal(false);
  const readMore = async (): Promise<void> => {
    const read = page.data.peek();
    if (read?.nextCursor === undefined || isReading.peek()) return;
    isReading.value = true;
    try {
      const more = await readAudit(query, read.nextCursor, AbortSignal.timeout(20_000));
      page.data.value = { entries: [...read.entries, ...more.entries], nextCursor: more.nextCursor };
    } finally {
      isReading.value = false;
    }
  };
  return (
    <section class="card stack" aria-label={t('tab.audit')}>
      <div class="settings-narrow">
        <Field label={t('audit.whose')}>
          <select
            class="input"
            value={whose.value}
            onChange={({ currentTarget }) => {
              page.data.value = undefined;
              whose.value = currentTarget.value;
            }}
          >
            <option value="mine">{t('audit.mine')}</option>
            {owned.map(({ fleetId, name }) => (
              <option key={fleetId} value={fleetId}>
                {t('audit.ofFleet', { fleet: name })}
              </option>
            ))}
            {person.isAdministrator ? <option value="everybody">{t('audit.everybody')}</option> : null}
          </select>
        </Field>
      </div>
      <Loaded resource={page}>
        {({ entries, nextCursor }) =>
          entries.length === 0 ? (
            <Empty title={t('audit.none')}>
              <p class="muted">{t('audit.noneHint')}</p>
            </Empty>
          ) : (
            <>
              <ol class="settings-list">
                {entries.map((entry) => (
                  <AuditLine key={entry.id} entry={entry} />
                ))}
              </ol>
              {nextCursor === undefined ? null : (
                <div class="pager">
                  <button
                    type="button"
                    class="button"
                    disabled={isReading.value}
                    onClick={() => void readMore().catch(showError)}
                  >
                    {shellTexts.t('more')}
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

function AuditLine({ entry }: { readonly entry: Entry }) {
  const { t } = texts;
  const { actorId, actorName, occurredAt, source, address, outcome } = entry;
  const { text, values, counts, rest } = describeAct(entry);
  const more = [...counts.map(([state, n]) => t(`count.${state}`, { n })), ...(rest === '' ? [] : [rest])];
  const who =
    actorId === null ? t('audit.system') : actorName === null || actorName === '' ? `#${actorId}` : actorName;
  const spoken = {
    ...values,
    role: roleWord(values.role ?? ''),
    how: signInWord(values.how ?? ''),
    target: targetWord(values.target ?? ''),
    fields: (values.fields ?? '').split(',').map(fieldWord).join(', '),
  };
  return (
    <li class="settings-line">
      <div>
        <div>
          <strong>{who}</strong>
          {': '}
          {t(text, spoken)}
          {more.length === 0 ? null : <span class="muted">{` (${more.join(', ')})`}</span>}{' '}
          {outcome === 'done' ? null : <Badge tone={TONES[outcome]}>{t(`audit.${outcome}`)}</Badge>}
        </div>
        <div class="muted small">
          <time dateTime={occurredAt} title={formatExactTime(occurredAt)}>
            {formatTime(occurredAt)}
          </time>
          {` · ${t(`source.${source}`)}${address === null ? '' : ` · ${address}`}`}
        </div>
      </div>
    </li>
  );
}

interface Whose {
  readonly fleetId?: string;
  readonly actorId?: number;
}

function queryOf(whose: string, me: number): Whose {
  if (whose === 'mine') return { actorId: me };
  return whose === 'everybody' ? {} : { fleetId: whose };
}

function readAudit(whose: Whose, cursor: string | undefined, signal: AbortSignal) {
  return api({ path: '/api/audit', query: { ...whose, cursor, limit: PAGE }, answer: auditPage, signal });
}
