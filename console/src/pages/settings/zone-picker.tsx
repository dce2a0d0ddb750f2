import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { language } from '../../texts/language.ts';
import { describeZone, findZones, type ZoneOption } from './find-zones.ts';
import { texts } from './texts.ts';

/** The zone of this browser, which is where the person most likely is. */
const HERE = Intl.DateTimeFormat().resolvedOptions().timeZone;
const MINUTE_MS = 60_000;

/** A list of zones that is searched by city, country or offset. */
export function ZonePicker(props: {
  readonly zone: string;
  readonly isChosen: boolean;
  readonly onChoose: (zone: string) => void;
}) {
  const { t } = texts;
  const { zone, isChosen, onChoose } = props;
  const search = useSignal('');
  const now = useSignal(new Date());
  useEffect(() => {
    const timer = setInterval(() => {
      now.value = new Date();
    }, MINUTE_MS);
    return () => clearInterval(timer);
  }, []);
  const current = describeZone(zone, language.value, now.value);
  const here = describeZone(HERE, language.value, now.value);
  const found = findZones(search.value, language.value, now.value);
  return (
    <section class="card stack" aria-labelledby="zone-title">
      <h2 id="zone-title">{t('you.zone')}</h2>
      <p>
        <strong>
          {t('you.zoneNow', {
            city: current.city,
            offset: current.offset,
            time: clockIn(current, now.value),
          })}
        </strong>
        <br />
        <span class="muted small">{isChosen ? t('you.zoneHint') : t('you.zoneNotChosen')}</span>
      </p>
      {HERE === zone && isChosen ? null : (
        <p class="notice row">
          {t('you.zoneSuggest', { city: here.city, offset: here.offset })}
          <button type="button" class="button primary" onClick={() => onChoose(HERE)}>
            {t('you.zoneUse')}
          </button>
        </p>
      )}
      <input
        type="search"
        class="input"
        aria-label={t('you.zoneSearch')}
        placeholder={t('you.zoneSearch')}
        value={search.value}
        onInput={({ currentTarget }) => {
          search.value = currentTarget.value;
        }}
      />
      {found.length === 0 ? (
        <p class="muted">{t('you.zoneNone')}</p>
      ) : (
        <ul class="settings-zones" aria-label={t('you.zoneOptions')}>
          {found.map((option) => (
            <li key={option.zone}>
              <button
                type="button"
                class="settings-zone"
                aria-pressed={option.zone === zone}
                onClick={() => onChoose(option.zone)}
              >
                <span>{option.city}</span>
                <span class="muted small">{option.zone}</span>
                <span class="number">{`${option.offset}, ${clockIn(option, now.value)}`}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function clockIn({ zone }: ZoneOption, now: Date): string {
  return new Intl.DateTimeFormat(language.value, { timeZone: zone, timeStyle: 'short' }).format(now);
}
