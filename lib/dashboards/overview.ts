import { AlarmStatusWidget, type IWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { alarmDefinition } from '../../core/contracts/alarms.ts';
import type { Severity } from '../../core/contracts/alarm.ts';
import { BOT_METRICS, STORE_METRICS, TASK_METRICS } from '../../core/contracts/metrics.ts';
import type { OperatorAlarm } from '../constructs/operator-alarm.ts';
import { apiMetric } from '../metrics/api.ts';
import { failedUpdatesPercent } from '../metrics/bots.ts';
import { ownMetric } from '../metrics/own.ts';
import { percentOf } from '../metrics/percent.ts';
import { graph } from './graph.ts';
import type { DashboardSources } from './sources.ts';

/** CloudWatch shows no more in one widget. */
const MAX_ALARMS_IN_WIDGET = 100;

/** The FOK guide's first page: who is there, what they ask, how fast they are answered, what fails. */
export function overviewWidgets({ place: { stage }, api, alarms }: DashboardSources): IWidget[] {
  return [
    ...alarmStates('🔴 Critical', 'critical', alarms),
    ...alarmStates('🟡 Warning', 'warning', alarms),
    graph({
      title: 'Terminals',
      unit: 'terminals',
      metrics: [
        ownMetric(stage, TASK_METRICS.terminalsOnline, 'Maximum', 'online'),
        ownMetric(stage, TASK_METRICS.terminalsRegistered, 'Maximum', 'registered'),
      ],
    }),
    graph({
      title: 'People: messages to the bots',
      unit: 'a minute',
      metrics: [ownMetric(stage, BOT_METRICS.updatesAnswered, 'Sum', 'answered')],
    }),
    graph({
      title: 'Requests',
      unit: 'a minute',
      metrics: [apiMetric(api, 'Count', 'Sum').with({ label: 'all' })],
    }),
    graph({
      title: 'Response time',
      unit: 'ms',
      metrics: [
        apiMetric(api, 'Latency', 'Average').with({ label: 'average' }),
        apiMetric(api, 'Latency', 'p95').with({ label: 'p95' }),
      ],
      alarms: ['api-p95-slow', 'api-slow'],
    }),
    graph({
      title: 'Errors',
      unit: '%',
      metrics: [
        percentOf({
          part: apiMetric(api, '5xx', 'Sum'),
          whole: apiMetric(api, 'Count', 'Sum'),
          label: 'answers 5xx',
        }),
        failedUpdatesPercent(stage),
      ],
      alarms: ['api-errors'],
    }),
    graph({
      title: 'From the socket to the commit',
      unit: 'ms',
      metrics: [ownMetric(stage, STORE_METRICS.storeLagMs, 'p95', 'p95')],
      alarms: ['store-lag'],
    }),
  ];
}

function alarmStates(title: string, severity: Severity, alarms: readonly OperatorAlarm[]): IWidget[] {
  const some = alarms.filter(({ id }) => alarmDefinition(id).severity === severity);
  const widgets: IWidget[] = [];
  for (let at = 0; at < some.length; at += MAX_ALARMS_IN_WIDGET) {
    const shown = some.slice(at, at + MAX_ALARMS_IN_WIDGET).map(({ alarm }) => alarm);
    // Five names a row.
    widgets.push(
      new AlarmStatusWidget({
        title,
        alarms: shown,
        width: 24,
        height: Math.max(3, Math.ceil(shown.length / 5) + 1),
      }),
    );
  }
  return widgets;
}
