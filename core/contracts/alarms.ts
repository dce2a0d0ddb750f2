import type { Alarm, Severity } from './alarm.ts';
import { API_AND_BOT_ALARMS } from './alarm-catalogue/api-and-bots.ts';
import { CACHE_ALARMS } from './alarm-catalogue/cache.ts';
import { DATABASE_ALARMS } from './alarm-catalogue/database.ts';
import { FUNCTION_AND_QUEUE_ALARMS } from './alarm-catalogue/functions-and-queues.ts';
import { INGEST_ALARMS } from './alarm-catalogue/ingest.ts';
import { LIVE_ALARMS } from './alarm-catalogue/live.ts';
import { OPERATIONS_ALARMS } from './alarm-catalogue/operations.ts';

/**
 * Every alarm of the system, by id. `lib` makes CloudWatch alarms from it, `relay-alarm` texts, `docs/runbook.md` has a section for each:
 * a test holds the three together.
 */
export const ALARMS = Object.freeze({
  ...INGEST_ALARMS,
  ...DATABASE_ALARMS,
  ...CACHE_ALARMS,
  ...FUNCTION_AND_QUEUE_ALARMS,
  ...API_AND_BOT_ALARMS,
  ...LIVE_ALARMS,
  ...OPERATIONS_ALARMS,
});

export type AlarmId = keyof typeof ALARMS;

export const SEVERITY_SIGNS: Readonly<Record<Severity, string>> = { critical: '🔴', warning: '🟡' };

export function alarmDefinition(id: AlarmId): Alarm {
  return ALARMS[id];
}

/** Such as `telefleet-small-queue-deep-records`. A subject tells several alarms of one id apart. */
export function alarmName(stage: string, id: AlarmId, subject?: string): string {
  return `telefleet-${stage}-${id}${subject === undefined ? '' : `-${subject}`}`;
}

/** @returns `undefined` for an alarm that is not of this stage or not in the catalogue */
export function readAlarmName(
  stage: string,
  name: string,
): { readonly id: AlarmId; readonly subject: string | undefined } | undefined {
  const prefix = `telefleet-${stage}-`;
  if (!name.startsWith(prefix)) return undefined;
  const rest = name.slice(prefix.length);
  // The longest wins: `api-errors-hour` also begins with `api-errors-`.
  const [id] = ALARM_IDS.filter((one) => rest === one || rest.startsWith(`${one}-`)).sort(
    (a, b) => b.length - a.length,
  );
  if (id === undefined) return undefined;
  return { id, subject: rest === id ? undefined : rest.slice(id.length + 1) };
}

/** Where its section is. */
export function runbookSection(id: AlarmId): string {
  return `docs/runbook.md#${id}`;
}

const isAlarmId = (key: string): key is AlarmId => Object.hasOwn(ALARMS, key);
export const ALARM_IDS: readonly AlarmId[] = Object.keys(ALARMS).filter(isAlarmId);
