import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  MathExpression,
  type IMetric,
  Metric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { type AlarmId, alarmDefinition, alarmName, runbookSection } from '../../core/contracts/alarms.ts';
import type { Stage } from '../stage-schema.ts';

export interface OperatorAlarm {
  readonly id: AlarmId;
  readonly alarm: Alarm;
}

/** CloudWatch takes no longer description. */
const MAX_DESCRIPTION_CHARS = 1_024;

/**
 * The alarms of a stage in one region. What raises one stands in the catalogue (core/contracts/alarms.ts), only the metric is given here;
 * both the alarm and its end go to the topic.
 */
export class OperatorAlarms extends Construct {
  readonly all: OperatorAlarm[] = [];
  readonly #stage: Stage;
  readonly #action: SnsAction;

  constructor(scope: Construct, id: string, props: { readonly stage: Stage; readonly topic: ITopic }) {
    super(scope, id);
    this.#stage = props.stage;
    this.#action = new SnsAction(props.topic);
  }

  /**
   * @param metric in the unit of the catalogue; its period comes from there too
   * @param subject which of several, such as a queue: lower case and hyphens
   */
  add(id: AlarmId, metric: IMetric, subject?: string): void {
    const { raisedWhen, threshold, window, missingData } = alarmDefinition(id);
    const alarm = new Alarm(this, subject === undefined ? id : `${id}-${subject}`, {
      alarmName: alarmName(this.#stage.name, id, subject),
      alarmDescription: describe(id),
      metric: withPeriod(metric, Duration.minutes(window.periodMinutes)),
      threshold,
      comparisonOperator:
        raisedWhen === 'above'
          ? ComparisonOperator.GREATER_THAN_THRESHOLD
          : ComparisonOperator.LESS_THAN_THRESHOLD,
      evaluationPeriods: window.of,
      datapointsToAlarm: window.breaching,
      treatMissingData:
        missingData === 'breaching' ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(this.#action);
    alarm.addOkAction(this.#action);
    this.all.push({ id, alarm });
  }
}

export class MetricWithoutPeriodError extends Error {
  override readonly name = 'MetricWithoutPeriodError';
}

function withPeriod(metric: IMetric, period: Duration): IMetric {
  if (metric instanceof Metric || metric instanceof MathExpression) return metric.with({ period });
  throw new MetricWithoutPeriodError(`${metric.constructor.name} has no period to set`);
}

/** Plain text, for the e-mail and the console. */
function describe(id: AlarmId): string {
  const { severity, title, meaning, firstStep, missingData, whyMissing } = alarmDefinition(id);
  const missing = missingData === 'breaching' ? 'raises the alarm' : 'does not raise it';
  return [
    `${severity.toUpperCase()}: ${title.en}.`,
    meaning.en,
    `First: ${firstStep.en}`,
    `Missing data ${missing}: ${whyMissing}.`,
    `Runbook: ${runbookSection(id)}`,
  ]
    .join('\n')
    .slice(0, MAX_DESCRIPTION_CHARS);
}
