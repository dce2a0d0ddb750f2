import type * as z from 'zod';
import { alarmList } from '../../../../core/api/metrics/alarm-shapes.ts';
import type { Alarm } from '../../../../core/contracts/alarm.ts';
import { ALARMS } from '../../../../core/contracts/alarms.ts';
import { api } from '../../api/session.ts';
import { useResource } from '../../api/use-resource.ts';
import { formatTime } from '../../format/times.ts';
import { Badge, type Tone } from '../../parts/badge.tsx';
import { Loaded } from '../../parts/states.tsx';
import { language } from '../../texts/language.ts';
import { texts } from './texts.ts';

type ToldAlarm = z.infer<typeof alarmList>['alarms'][number];

const REFRESH_MS = 30_000;

/** How the alarms are now: those that are raised, or that CloudWatch knows too little of; the others are a number. */
export function AlarmStates() {
  const { t } = texts;
  const read = useResource((signal) => api({ path: '/api/alarms', answer: alarmList, signal }), [], {
    everyMs: REFRESH_MS,
  });
  return (
    <section class="card stack" aria-labelledby="alarm-states">
      <h2 id="alarm-states">{t('alarmsNow')}</h2>
      <Loaded resource={read}>
        {({ alarms }) => {
          const raised = alarms.filter(({ state }) => state !== 'ok');
          if (alarms.length === 0) return <p class="muted">{t('alarmsNoneTold')}</p>;
          return (
            <>
              <p class={raised.length === 0 ? 'good' : 'muted'} role="status">
                {t('alarmsQuiet', { count: alarms.length - raised.length, total: alarms.length })}
              </p>
              <ul class="alarm-list">
                {raised.map((alarm) => (
                  <li key={`${alarm.region} ${alarm.id} ${alarm.subject ?? ''}`}>
                    <RaisedAlarm alarm={alarm} />
                  </li>
                ))}
              </ul>
            </>
          );
        }}
      </Loaded>
    </section>
  );
}

function RaisedAlarm({ alarm }: { readonly alarm: ToldAlarm }) {
  const { t } = texts;
  const { id, subject, region, severity, state, since, reason } = alarm;
  const tone: Tone = state === 'unknown' ? 'idle' : severity === 'critical' ? 'bad' : 'warn';
  // Of a newer server there may be alarms that this page does not know.
  const known: Alarm | undefined = Object.entries<Alarm>(ALARMS).find(([each]) => each === id)?.[1];
  return (
    <>
      <div class="row">
        <Badge tone={tone} dot>
          {state === 'unknown' ? t('alarmUnknown') : t(`severity.${severity}`)}
        </Badge>
        <h3>{known?.title[language.value] ?? id}</h3>
        {subject === null ? null : <code class="small">{subject}</code>}
        <span class="muted small">{t('alarmSince', { region, time: formatTime(since) })}</span>
      </div>
      {known === undefined ? null : (
        <p class="muted">{t('alarmStep', { step: known.firstStep[language.value] })}</p>
      )}
      <p class="muted small" lang="en">
        {reason}
      </p>
    </>
  );
}
