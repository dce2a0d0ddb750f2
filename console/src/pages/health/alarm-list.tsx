import { useSignal } from '@preact/signals';
import type { Alarm } from '../../../../core/contracts/alarm.ts';
import { ALARMS } from '../../../../core/contracts/alarms.ts';
import { Badge } from '../../parts/badge.tsx';
import { SearchBox } from '../../parts/search-box.tsx';
import { language } from '../../texts/language.ts';
import { texts } from './texts.ts';

/** What may be raised, what it means, and what to do first. */
export function AlarmList() {
  const { t } = texts;
  const search = useSignal('');
  const wanted = search.value.toLowerCase();
  const alarms = Object.entries<Alarm>(ALARMS)
    .filter(([id, { title, meaning }]) =>
      [id, title[language.value], meaning[language.value]].some((text) =>
        text.toLowerCase().includes(wanted),
      ),
    )
    .sort(([, one], [, other]) => rankOf(one) - rankOf(other));
  return (
    <section class="card stack">
      <div>
        <h2>{t('alarms')}</h2>
        <p class="muted small">{t('alarmsWhat')}</p>
      </div>
      <div class="filters">
        <SearchBox
          label={t('alarmSearch')}
          value={search.value}
          onChange={(text) => {
            search.value = text;
          }}
        />
      </div>
      {alarms.length === 0 ? <p class="muted">{t('alarmNothing')}</p> : null}
      <ul class="alarm-list">
        {alarms.map(([id, { severity, title, meaning, firstStep }]) => (
          <li key={id}>
            <div class="row">
              <Badge tone={severity === 'critical' ? 'bad' : 'warn'}>{t(`severity.${severity}`)}</Badge>
              <h3>{title[language.value]}</h3>
              <code class="muted small">{id}</code>
            </div>
            <p>{meaning[language.value]}</p>
            <p class="muted">{t('alarmStep', { step: firstStep[language.value] })}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}

const rankOf = ({ severity }: Alarm): number => (severity === 'critical' ? 0 : 1);
