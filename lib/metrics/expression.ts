import { type IMetric, MathExpression } from 'aws-cdk-lib/aws-cloudwatch';

/**
 * Metric math whose ids come from its label, as CloudWatch wants ids that are unique in a whole graph: two expressions of one kind stand
 * side by side there.
 * @param label unique in its graph
 * @param write makes the expression from the ids that stand for `metrics`
 */
export function expressionOf<K extends string>(
  label: string,
  metrics: Readonly<Record<K, IMetric>>,
  write: (ids: Readonly<Record<K, string>>) => string,
): MathExpression {
  const prefix = `of_${label.replaceAll(/[^A-Za-z0-9]+/g, '_')}`;
  const keys = Object.keys(metrics) as K[];
  const ids = Object.fromEntries(keys.map((key) => [key, `${prefix}_${key}`])) as Record<K, string>;
  return new MathExpression({
    expression: write(ids),
    usingMetrics: Object.fromEntries(keys.map((key) => [ids[key], metrics[key]])),
    label,
  });
}
