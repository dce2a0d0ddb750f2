import { z } from 'zod';

/** CloudWatch embedded metric format, specification of 2018: a log line that carries metrics. */
const schema = z.looseObject({
  _aws: z.object({
    CloudWatchMetrics: z.array(z.object({ Metrics: z.array(z.object({ Name: z.string() })) })),
  }),
});

/** @returns values by metric name, or `undefined` when the line carries no metrics. A metric has one value or a list. */
export function readMetricLine(line: string): ReadonlyMap<string, readonly number[]> | undefined {
  if (!line.startsWith('{') || !line.includes('"_aws"')) return undefined;
  const parsed = schema.safeParse(parseJson(line));
  if (!parsed.success) return undefined;
  const names = parsed.data._aws.CloudWatchMetrics.flatMap(({ Metrics }) => Metrics.map(({ Name }) => Name));
  return new Map(names.map((name) => [name, numbersOf(parsed.data[name])]));
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
