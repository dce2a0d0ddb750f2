import { z } from 'zod';

/** CloudWatch embedded metric format, specification of 2018: a log line that carries metrics. */
const schema = z.looseObject({
  _aws: z.object({
    CloudWatchMetrics: z.array(
      z.object({
        Metrics: z.array(z.object({ Name: z.string() })),
        Dimensions: z.array(z.array(z.string())).default([]),
      }),
    ),
  }),
});

export interface MetricLine {
  /** By metric name; a metric has one value or a list. */
  readonly values: ReadonlyMap<string, readonly number[]>;
  /** Whether it also tells something else, as people read it in a log. */
  readonly tellsMore: boolean;
}

/** @returns `undefined` when the line carries no metrics */
export function readMetricLine(line: string): MetricLine | undefined {
  if (!line.startsWith('{') || !line.includes('"_aws"')) return undefined;
  const parsed = schema.safeParse(parseJson(line));
  if (!parsed.success) return undefined;
  const names = parsed.data._aws.CloudWatchMetrics.flatMap(({ Metrics }) => Metrics.map(({ Name }) => Name));
  const dimensions = parsed.data._aws.CloudWatchMetrics.flatMap(({ Dimensions }) => Dimensions.flat());
  const known = new Set(['_aws', ...names, ...dimensions]);
  return {
    values: new Map(names.map((name) => [name, numbersOf(parsed.data[name])])),
    tellsMore: Object.keys(parsed.data).some((key) => !known.has(key)),
  };
}

function numbersOf(value: unknown): number[] {
  const values: unknown[] = Array.isArray(value) ? value : [value];
  return values.filter((item) => typeof item === 'number');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
