import { Duration } from 'aws-cdk-lib';
import { Color, GraphWidget, type IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import { type AlarmId, alarmDefinition } from '../../core/contracts/alarms.ts';

export interface GraphProps {
  readonly title: string;
  /** Of the axis; stands beside it. */
  readonly unit: string;
  readonly metrics: readonly IMetric[];
  /** Their thresholds are lines in the graph. They have the same unit. */
  readonly alarms?: readonly AlarmId[];
  /** In 24ths of the page. @default 8 */
  readonly width?: number;
}

/** A graph of minutes with the bounds that alarms hold. */
export function graph({ title, unit, metrics, alarms = [], width = 8 }: GraphProps): GraphWidget {
  return new GraphWidget({
    title,
    width,
    height: 6,
    left: [...metrics],
    period: Duration.minutes(1),
    leftYAxis: { label: unit, showUnits: false, min: 0 },
    leftAnnotations: alarms.map((id) => {
      const { severity, threshold } = alarmDefinition(id);
      return { value: threshold, label: id, color: severity === 'critical' ? Color.RED : Color.ORANGE };
    }),
  });
}
