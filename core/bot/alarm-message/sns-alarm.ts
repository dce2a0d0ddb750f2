import * as z from 'zod';

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
  readonly isRaised: boolean;
  readonly reason: string;
  readonly changedAt: string;
}

/** @throws ZodError when it is not a notification of CloudWatch */
export function readAlarmNotices(event: unknown): AlarmNotice[] {
  return snsEventSchema.parse(event).Records.map(({ Sns: { Message: alarm } }) => ({
    name: alarm.AlarmName,
    region: alarm.AlarmArn.split(':')[3] ?? '',
    isRaised: alarm.NewStateValue === 'ALARM',
    reason: alarm.NewStateReason,
    changedAt: alarm.StateChangeTime,
  }));
}
