import * as z from 'zod';
import type { AlarmState } from '../../contracts/alarm.ts';

/**
 * What CloudWatch writes into a notification. Only what a text needs; `Trigger` differs between plain metrics and expressions, and both
 * have these.
 */
const alarmSchema = z.object({
  AlarmName: z.string().min(1),
  AlarmArn: z.string().min(1),
  NewStateValue: z.enum(['ALARM', 'OK', 'INSUFFICIENT_DATA']),
  NewStateReason: z.string(),
  /** Such as `2026-11-21T12:00:00.000+0000`. */
  StateChangeTime: z.string().min(1),
});

const json = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue({ code: 'custom', message: 'not JSON' });
    return z.NEVER;
  }
});

/** The event of a function that is subscribed to the topic. SNS sends one record an event; the format allows more. */
const snsEventSchema = z.object({
  Records: z.array(z.object({ Sns: z.object({ Message: json.pipe(alarmSchema) }) })).min(1),
});

export interface AlarmNotice {
  readonly name: string;
  /** The region's id, such as `eu-west-1`; the notice's own `Region` is a name for people. */
  readonly region: string;
  readonly state: AlarmState['state'];
  readonly reason: string;
  /** As CloudWatch writes it. */
  readonly changedAt: string;
}

const STATES = { ALARM: 'alarm', OK: 'ok', INSUFFICIENT_DATA: 'unknown' } as const;

/** CloudWatch's moments have `+0000` where the standard has `+00:00`. @returns undefined when it is no moment */
export function momentOf(changedAt: string): Date | undefined {
  const moment = new Date(changedAt.replace(/([+-]\d\d)(\d\d)$/, '$1:$2'));
  return Number.isNaN(moment.getTime()) ? undefined : moment;
}

/** @throws ZodError when it is not a notification of CloudWatch */
export function readAlarmNotices(event: unknown): AlarmNotice[] {
  return snsEventSchema.parse(event).Records.map(({ Sns: { Message: alarm } }) => ({
    name: alarm.AlarmName,
    region: alarm.AlarmArn.split(':')[3] ?? '',
    state: STATES[alarm.NewStateValue],
    reason: alarm.NewStateReason,
    changedAt: alarm.StateChangeTime,
  }));
}
