/** The chapters of the charts. */
export const METRIC_GROUPS = ['ingest', 'store', 'queues', 'database', 'tables', 'live'] as const;
export type MetricGroup = (typeof METRIC_GROUPS)[number];

const PREFIXES: readonly (readonly [prefix: string, group: MetricGroup])[] = [
  ['ingest.', 'ingest'],
  ['store.', 'store'],
  ['live.', 'live'],
  ['system.terminals', 'ingest'],
  ['system.database', 'database'],
  ['system.replica', 'database'],
  ['system.table', 'tables'],
];

/** Where a series of the API is shown; one of a newer server among the queues, with the rest of what the system has. */
export function groupOf(metric: string): MetricGroup {
  return PREFIXES.find(([prefix]) => metric.startsWith(prefix))?.[1] ?? 'queues';
}

/** `system.queueWaiting.records` is `queueWaiting` of `records`. */
export function splitMetric(metric: string): { readonly base: string; readonly subject: string | undefined } {
  const [source, base, subject] = metric.split('.');
  return { base: `${source ?? ''}.${base ?? ''}`, subject };
}

/** How far back charts reach. */
export const SPANS = Object.freeze({ hour: 1, sixHours: 6, day: 24, week: 168 });
export type Span = keyof typeof SPANS;

export const SPAN_NAMES: readonly Span[] = ['hour', 'sixHours', 'day', 'week'];
