import type { Alarm } from '../../contracts/alarm.ts';
import { alarmDefinition, readAlarmName, runbookSection, SEVERITY_SIGNS } from '../../contracts/alarms.ts';
import { valueIn } from './reason-value.ts';
import type { AlarmNotice } from './sns-alarm.ts';

/** Telegram takes 4,096 UTF-16 units. */
const MAX_UNITS = 4_096;

/** Plain text, in English and Russian: who reads an alarm at night should not need the other language. */
export function alarmText(stage: string, notice: AlarmNotice): string {
  const known = readAlarmName(stage, notice.name);
  if (known === undefined) return unknownAlarmText(notice);
  const alarm = alarmDefinition(known.id);
  const place = [stage, notice.region, known.subject].filter((part) => part !== undefined).join(' · ');
  const isRaised = notice.state === 'alarm';
  const heading = `${isRaised ? SEVERITY_SIGNS[alarm.severity] : '✅'} ${alarm.title.en}`;
  const lines = isRaised
    ? [
        heading,
        alarm.title.ru,
        '',
        place,
        measured(alarm, notice.reason),
        '',
        alarm.meaning.en,
        `→ ${alarm.firstStep.en}`,
        '',
        alarm.meaning.ru,
        `→ ${alarm.firstStep.ru}`,
        '',
        runbookSection(known.id),
      ]
    : [`${heading}: over`, `${alarm.title.ru}: прошло`, '', place, measured(alarm, notice.reason)];
  return lines.join('\n').slice(0, MAX_UNITS);
}

/** Such as `81.2 % (alarm above 80 %)`. */
function measured({ unit, threshold, raisedWhen }: Alarm, reason: string): string {
  const value = valueIn(reason);
  const now = value === undefined ? 'no data / нет данных' : `${rounded(value)} ${unit}`;
  return `${now} (${raisedWhen === 'above' ? '>' : '<'} ${threshold} ${unit})`;
}

function rounded(value: number): string {
  return String(Math.round(value * 100) / 100);
}

/** An alarm that somebody made by hand, or of an older deployment: what CloudWatch says is all there is. */
function unknownAlarmText({ name, region, state, reason }: AlarmNotice): string {
  return [`${state === 'alarm' ? '🟡' : '✅'} ${name}`, region, '', reason].join('\n').slice(0, MAX_UNITS);
}
