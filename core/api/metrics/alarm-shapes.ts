import * as z from 'zod';
import { ALARM_STATES } from '../../contracts/alarm.ts';
import { timeAnswer } from '../answer-shapes.ts';

export const alarmList = z.strictObject({
  alarms: z
    .array(
      z.strictObject({
        id: z.string().describe('As docs/runbook.md has its section'),
        subject: z.string().nullable().describe('Which of several, such as a queue'),
        region: z.string(),
        severity: z.enum(['critical', 'warning']),
        state: z.enum(ALARM_STATES).describe('`unknown`: CloudWatch has too little data'),
        since: timeAnswer,
        reason: z.string().describe("CloudWatch's sentence, in English"),
      }),
    )
    .describe('Raised ones first, critical before warning; of each since when it is as it is'),
  note: z.string().nullable().describe('Why there is none'),
});
