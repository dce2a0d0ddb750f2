import type { IMetric, MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import { expressionOf } from './expression.ts';

interface Rate {
  readonly part: IMetric;
  /** A rate of fewer than this says nothing. @default 1 */
  readonly fromWhole?: number;
  /** What is told instead of it, in percent. @default 0 */
  readonly quiet?: 0 | 100;
  readonly label: string;
}

/** Of all, or of what `part` and `rest` are together: where everything is the one, nothing may be told of the other. */
export type PercentProps = Rate & ({ readonly whole: IMetric } | { readonly rest: IMetric });

/** `part` of the whole in percent. The guard keeps a quiet period from being a division by zero, and one failure of two from being 50 %. */
export function percentOf({ part, fromWhole = 1, quiet = 0, label, ...of }: PercentProps): MathExpression {
  const rate = (partId: string, all: string): string =>
    `IF(${all} >= ${fromWhole}, 100 * FILL(${partId}, 0) / ${all}, ${quiet})`;
  if ('whole' in of) return expressionOf(label, { part, whole: of.whole }, (id) => rate(id.part, id.whole));
  return expressionOf(label, { part, rest: of.rest }, (id) =>
    rate(id.part, `(FILL(${id.part}, 0) + FILL(${id.rest}, 0))`),
  );
}
