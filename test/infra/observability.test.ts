import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { ALARM_IDS, type AlarmId, alarmDefinition, readAlarmName } from '../../core/contracts/alarms.ts';
import {
  type Resource,
  type Synthesized,
  type SynthesizedStack,
  synthesizeStage,
} from '../support/synthesize.ts';

/** The smallest, and the one that has everything: `large` twice. */
const STAGES = ['small', 'two-region'] as const;

const alarmSchema = z.object({
  AlarmName: z.string(),
  AlarmDescription: z.string(),
  Threshold: z.number(),
  ComparisonOperator: z.enum(['GreaterThanThreshold', 'LessThanThreshold']),
  EvaluationPeriods: z.number(),
  DatapointsToAlarm: z.number(),
  TreatMissingData: z.enum(['breaching', 'notBreaching']),
  AlarmActions: z.array(z.unknown()).min(1),
  OKActions: z.array(z.unknown()).min(1),
  Period: z.number().optional(),
  Metrics: z
    .array(
      z.looseObject({
        MetricStat: z.looseObject({ Period: z.number() }).optional(),
        Expression: z.string().optional(),
      }),
    )
    .optional(),
});

interface FoundAlarm extends z.infer<typeof alarmSchema> {
  readonly id: AlarmId;
  readonly subject: string | undefined;
}

const synthesized = new Map<string, Synthesized>();
let runbook = '';

beforeAll(async () => {
  for (const stage of STAGES) synthesized.set(stage, await synthesizeStage(stage));
  runbook = await readFile(join(__dirname, '../../docs/runbook.md'), 'utf8');
});

function stageOf(name: string): Synthesized {
  const found = synthesized.get(name);
  if (found === undefined) throw new Error(`${name} was not synthesized`);
  return found;
}

const observing = (name: string): SynthesizedStack[] =>
  stageOf(name).stacks.filter((stack) => stack.name.endsWith('-observability'));

const ofType = (resources: readonly Resource[], type: string): Resource[] =>
  resources.filter((one) => one.Type === type);

function alarmsIn(stage: string, resources: readonly Resource[]): FoundAlarm[] {
  return ofType(resources, 'AWS::CloudWatch::Alarm')
    .filter(({ stack }) => stack.endsWith('-observability'))
    .map(({ Properties }) => {
      const alarm = alarmSchema.parse(Properties);
      const known = readAlarmName(stage, alarm.AlarmName);
      if (known === undefined) throw new Error(`${alarm.AlarmName} is not in the catalogue`);
      return { ...alarm, ...known };
    });
}

const alarmsOf = (stage: string): FoundAlarm[] => alarmsIn(stage, stageOf(stage).resources);
const subjectsOf = (alarms: readonly FoundAlarm[], id: AlarmId): string[] =>
  alarms.flatMap((alarm) => (alarm.id === id && alarm.subject !== undefined ? [alarm.subject] : [])).sort();

describe('the catalogue of alarms', () => {
  it('is what is deployed: an entry without an alarm would be a promise that nobody keeps', () => {
    const made = new Set(alarmsOf('two-region').map(({ id }) => id));

    expect([...made].sort()).toEqual([...ALARM_IDS].sort());
  });

  it('is what the runbook explains, one section an alarm', () => {
    // A fence in the middle of a line opens nothing, and what closes it then hides the sections after it.
    expect(runbook.split('\n').filter((line) => /\S.*```|````/.test(line))).toEqual([]);
    const sections = [...runbook.matchAll(/^## ([a-z0-9-]+)$/gm)].map(([, id]) => id);

    expect(sections.sort()).toEqual([...ALARM_IDS].sort());
    for (const id of ALARM_IDS) {
      const section = runbook.split(`\n## ${id}\n`)[1]?.split('\n## ')[0] ?? '';
      for (const part of ['### Description', '### Investigation', '### Resolution'])
        expect(section).toContain(part);
    }
  });

  it('stands in the table of the runbook with the threshold, severity and source of today', () => {
    for (const id of ALARM_IDS) {
      const row = runbook.split('\n').find((line) => line.startsWith(`| [${id}](#${id})`));
      const { severity, threshold, unit, source, raisedWhen } = alarmDefinition(id);

      expect(row).toContain(severity);
      expect(row).toContain(`${raisedWhen === 'above' ? '>' : '<'} ${threshold} ${unit} `);
      expect(row).toContain(source);
    }
  });

  it('lets silence raise what is a heartbeat and nothing else', () => {
    const heartbeats = ALARM_IDS.filter((id) => alarmDefinition(id).missingData === 'breaching');

    expect(heartbeats.sort()).toEqual([
      'backup-missing',
      'cache-down',
      'database-down',
      'failover-silent',
      'ingest-down',
    ]);
    for (const id of ALARM_IDS) expect(alarmDefinition(id).whyMissing.length).toBeGreaterThan(10);
  });
});

describe.each(STAGES)('the alarms of stage %s', (stage) => {
  it('are raised as the catalogue says', () => {
    for (const alarm of alarmsOf(stage)) {
      const { threshold, raisedWhen, window, missingData } = alarmDefinition(alarm.id);
      const periods = [alarm.Period, ...(alarm.Metrics ?? []).map((one) => one.MetricStat?.Period)].filter(
        (period) => period !== undefined,
      );

      expect(alarm).toMatchObject({
        Threshold: threshold,
        ComparisonOperator: raisedWhen === 'above' ? 'GreaterThanThreshold' : 'LessThanThreshold',
        EvaluationPeriods: window.of,
        DatapointsToAlarm: window.breaching,
        TreatMissingData: missingData,
      });
      expect(new Set(periods)).toEqual(new Set(periods.length === 0 ? [] : [window.periodMinutes * 60]));
    }
  });

  it('say in plain text what they mean, what silence means, and where to read on', () => {
    for (const { id, AlarmDescription } of alarmsOf(stage)) {
      expect(AlarmDescription).toContain(alarmDefinition(id).firstStep.en);
      expect(AlarmDescription).toContain('Missing data');
      expect(AlarmDescription.endsWith(`docs/runbook.md#${id}`)).toBe(true);
    }
  });

  it('use at most ten metrics each, or CloudWatch refuses them', () => {
    for (const { AlarmName, Metrics = [] } of alarmsOf(stage))
      expect([AlarmName, Metrics.filter((one) => one.MetricStat !== undefined).length <= 10]).toEqual([
        AlarmName,
        true,
      ]);
  });

  it('watch every queue, its dead letters, and every function: what has no alarm fails in silence', () => {
    for (const { region } of observing(stage)) {
      const inRegion = stageOf(stage).stacks.filter((one) => one.region === region);
      const resources = inRegion.flatMap((one) => one.resources);
      const alarms = alarmsIn(stage, resources);
      const queues = ofType(resources, 'AWS::SQS::Queue');
      const readQueues = queues.filter(({ Properties }) => Properties['RedrivePolicy'] !== undefined);
      // CDK's own helpers at a deployment are not arm64.
      const functions = ofType(resources, 'AWS::Lambda::Function').filter(({ Properties }) =>
        isDeepStrictEqual(Properties['Architectures'], ['arm64']),
      );

      expect(subjectsOf(alarms, 'queue-deep')).toHaveLength(readQueues.length);
      expect(subjectsOf(alarms, 'queue-old')).toHaveLength(readQueues.length);
      // News of a minute has no dead letters, and an alarm of its own: `live-unread`.
      const news = queues.filter(({ id }) => id.startsWith('Changes'));
      expect(subjectsOf(alarms, 'dead-letters')).toHaveLength(
        queues.length - readQueues.length - news.length,
      );
      expect(subjectsOf(alarms, 'function-errors')).toHaveLength(functions.length);
      expect(subjectsOf(alarms, 'function-errors')).toContain('relay-alarm');
      expect(functions.length).toBeGreaterThanOrEqual(5);
    }
  });

  it('go to a topic that is encrypted and takes them only over TLS', () => {
    for (const { resources } of observing(stage)) {
      const [topic] = ofType(resources, 'AWS::SNS::Topic');
      const policies = JSON.stringify(ofType(resources, 'AWS::SNS::TopicPolicy'));

      expect(topic?.Properties['TopicName']).toBe(`telefleet-${stage}-alarms`);
      expect(topic?.Properties['KmsMasterKeyId']).toBeDefined();
      expect(policies).toContain('"aws:SecureTransport":"false"');
      // A topic with a policy of its own has lost the default one, which let CloudWatch in.
      expect(policies).toContain('cloudwatch.amazonaws.com');
      // CloudWatch may not use the key that AWS manages for SNS.
      expect(JSON.stringify(ofType(resources, 'AWS::KMS::Key'))).toContain('cloudwatch.amazonaws.com');
      expect(
        ofType(resources, 'AWS::SNS::Subscription').map(({ Properties }) => Properties['Protocol']),
      ).toContain('lambda');
    }
  });

  it('have five dashboards a region, within what CloudWatch shows, with a title and a unit on every graph', () => {
    for (const { resources, region } of observing(stage)) {
      const dashboards = ofType(resources, 'AWS::CloudWatch::Dashboard');

      expect(dashboards.map(({ Properties }) => Properties['DashboardName']).sort()).toEqual(
        ['bots-and-users', 'fleet', 'infrastructure', 'jobs', 'overview'].map(
          (page) => `telefleet-${stage}-${region}-${page}`,
        ),
      );
      for (const { Properties } of dashboards) {
        const widgets = widgetsOf(Properties['DashboardBody']);

        expect(widgets.length).toBeLessThanOrEqual(500);
        for (const { type, properties } of widgets) {
          expect(properties.title).toBeTruthy();
          if (type === 'alarm') expect(properties.alarms?.length ?? 0).toBeLessThanOrEqual(100);
          else expect(properties.yAxis?.left?.label).toBeTruthy();
        }
      }
    }
  });
});

const widgetSchema = z.object({
  type: z.string(),
  properties: z.looseObject({
    title: z.string().optional(),
    alarms: z.array(z.unknown()).optional(),
    yAxis: z.object({ left: z.object({ label: z.string().optional() }).optional() }).optional(),
  }),
});

/** The body is one string joined around references; what they stand for does not matter here. */
function widgetsOf(body: unknown): z.infer<typeof widgetSchema>[] {
  const joined = z.object({ 'Fn::Join': z.tuple([z.literal(''), z.array(z.unknown())]) }).safeParse(body);
  const text = joined.success
    ? joined.data['Fn::Join'][1].map((part) => (typeof part === 'string' ? part : 'reference')).join('')
    : z.string().parse(body);
  return z.object({ widgets: z.array(widgetSchema) }).parse(JSON.parse(text)).widgets;
}

describe('the two regions of a pair', () => {
  it('hear of what is theirs: the primary of its task and its backups, the standby of the primary', () => {
    const [primary, standby] = observing('two-region').map(
      ({ resources }) => new Set(alarmsIn('two-region', resources).map(({ id }) => id)),
    );

    for (const id of ['ingest-down', 'backup-failed', 'backup-missing'] as const) {
      expect(primary?.has(id)).toBe(true);
      // In the standby no task runs and no plan backs up: these would be raised for ever.
      expect(standby?.has(id)).toBe(false);
    }
    for (const id of ['failover-silent', 'primary-unhealthy'] as const) {
      expect(primary?.has(id)).toBe(false);
      expect(standby?.has(id)).toBe(true);
    }
    expect(standby?.has('ingest-tasks-missing')).toBe(true);
    expect(standby?.has('region-lag')).toBe(true);
  });
});
