import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { alarmDefinition, ALARM_IDS, alarmName, readAlarmName } from '../../../core/contracts/alarms.ts';
import { alarmText } from '../../../core/bot/alarm-message/alarm-text.ts';
import { valueIn } from '../../../core/bot/alarm-message/reason-value.ts';
import { type AlarmNotice, readAlarmNotices } from '../../../core/bot/alarm-message/sns-alarm.ts';

const sample: unknown = JSON.parse(readFileSync(join(__dirname, '../../../events/relay-alarm.json'), 'utf8'));

const notice = (changes: Partial<AlarmNotice> = {}): AlarmNotice => ({
  name: 'telefleet-two-region-queue-deep-records',
  region: 'eu-west-1',
  state: 'alarm',
  reason:
    'Threshold Crossed: 1 out of the last 1 datapoints [1840.456 (21/11/26 11:59:00)] was greater than the threshold (1000.0) (minimum 1 datapoint for OK -> ALARM transition).',
  changedAt: '2026-11-21T12:00:00.000+0000',
  ...changes,
});

describe('a notice of CloudWatch', () => {
  it('is read out of the event of SNS, with the id of its region', () => {
    expect(readAlarmNotices(sample)).toEqual([
      expect.objectContaining({
        name: 'telefleet-local-queue-deep-records',
        region: 'eu-west-1',
        state: 'alarm',
        changedAt: '2026-11-21T12:00:00.000+0000',
      }),
    ]);
  });

  it.each([
    ['another event', { Records: [{ s3: {} }] }],
    ['a message that is not JSON', { Records: [{ Sns: { Message: 'hello' } }] }],
    ['an empty list', { Records: [] }],
  ])('is refused when it is %s', (_, event) => {
    expect(() => readAlarmNotices(event)).toThrow();
  });
});

describe('the text of an alarm', () => {
  it('says how bad it is, where, the value against the threshold, what it means, what to do and where to read on', () => {
    const text = alarmText('two-region', notice());
    const { title, meaning, firstStep } = alarmDefinition('queue-deep');

    expect(text.split('\n')[0]).toBe(`🟡 ${title.en}`);
    expect(text).toContain('two-region · eu-west-1 · records');
    expect(text).toContain('1840.46 messages (> 1000 messages)');
    for (const part of [title.ru, meaning.en, meaning.ru, firstStep.en, firstStep.ru])
      expect(text).toContain(part);
    expect(text).toContain('docs/runbook.md#queue-deep');
  });

  it('is red for what cannot wait', () => {
    const text = alarmText('small', notice({ name: 'telefleet-small-datagrams-dropped' }));

    expect(text).toMatch(/^🔴 /);
  });

  it('says that it is over, without telling again what to do', () => {
    const text = alarmText('two-region', notice({ state: 'ok' }));

    expect(text).toMatch(/^✅ /);
    expect(text).not.toContain(alarmDefinition('queue-deep').firstStep.en);
  });

  it('says that there was no data when silence raised it', () => {
    const reason =
      'Threshold Crossed: no datapoints were received for 3 periods and 3 missing datapoints were treated as [Breaching].';

    expect(valueIn(reason)).toBeUndefined();
    expect(alarmText('small', notice({ name: 'telefleet-small-ingest-down', reason }))).toContain('no data');
  });

  it('still tells of an alarm that is not in the catalogue', () => {
    const text = alarmText('small', notice({ name: 'made-by-hand' }));

    expect(text).toContain('made-by-hand');
    expect(text).toContain('Threshold Crossed');
  });

  it('fits into one message of Telegram for every alarm', () => {
    for (const id of ALARM_IDS)
      expect(
        alarmText('two-region', notice({ name: alarmName('two-region', id, 'x'.repeat(40)) })).length,
      ).toBeLessThan(4_096);
  });
});

describe('the name of an alarm', () => {
  it('leads back to its id and subject, whatever other id it begins with', () => {
    for (const id of ALARM_IDS) {
      expect(readAlarmName('two-region', alarmName('two-region', id))).toEqual({ id, subject: undefined });
      expect(readAlarmName('two-region', alarmName('two-region', id, 'shard-1'))).toEqual({
        id,
        subject: 'shard-1',
      });
    }
  });

  it('is of no other stage', () => {
    expect(readAlarmName('small', 'telefleet-large-ingest-down')).toBeUndefined();
  });
});
