import type { IMetric, MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import { expressionOf } from './expression.ts';

export interface PercentProps {
  readonly part: IMetric;
  readonly whole: IMetric;
  /** A rate of fewer than this says nothing, and counts as 0. @default 1 */
  readonly fromWhole?: number;
  readonly label: string;
}

/** `part` of `whole` in percent. The guard keeps a quiet period from being a division by zero, and one failure of two from being 50 %. */
export function percentOf({ part, whole, fromWhole = 1, label }: PercentProps): MathExpression {
  return expressionOf(
    label,
    { part, whole },
    (id) => `IF(${id.whole} >= ${fromWhole}, 100 * FILL(${id.part}, 0) / ${id.whole}, 0)`,
  );
}
