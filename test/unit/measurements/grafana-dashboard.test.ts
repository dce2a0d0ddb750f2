import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { PROMETHEUS_METRICS } from '../../../core/api/metrics/prometheus-metrics.ts';

const panelSchema = z.object({
  id: z.number(),
  title: z.string(),
  gridPos: z.object({ h: z.number(), w: z.number(), x: z.number(), y: z.number() }),
  datasource: z.object({ type: z.string(), uid: z.string() }).optional(),
  targets: z.array(z.object({ expr: z.string(), datasource: z.object({ uid: z.string() }) })).default([]),
});
const dashboardSchema = z.object({
  schemaVersion: z.number(),
  templating: z.object({ list: z.array(z.object({ name: z.string(), type: z.string() })) }),
  panels: z.array(panelSchema),
});

let dashboard: z.infer<typeof dashboardSchema>;
beforeAll(async () => {
  const text = await readFile(join(__dirname, '../../../docs/grafana-dashboard.json'), 'utf8');
  dashboard = dashboardSchema.parse(JSON.parse(text));
});

const NAME = /telefleet_\w+/g;

it('asks only for metrics that /metrics exposes, and for each of them', () => {
  const exposed = new Set(PROMETHEUS_METRICS.map(({ name }) => name));
  const asked = new Set(
    dashboard.panels.flatMap(({ targets }) => targets.flatMap(({ expr }) => expr.match(NAME) ?? [])),
  );

  expect([...asked].filter((name) => !exposed.has(name))).toEqual([]);
  expect([...exposed].filter((name) => !asked.has(name))).toEqual([]);
});

it('takes rates of counters and of nothing else', () => {
  for (const { targets } of dashboard.panels)
    for (const { expr } of targets) {
      const counters = (expr.match(NAME) ?? []).filter((name) => name.endsWith('_total'));
      expect([expr, counters.length > 0]).toEqual([expr, expr.includes('rate(')]);
    }
});

it('labels its lines by labels that the metrics have', () => {
  const labels = new Map(PROMETHEUS_METRICS.map(({ name, labels: own }) => [name, own]));
  for (const { targets } of dashboard.panels)
    for (const { expr } of targets)
      for (const [, name = '', selector = ''] of expr.matchAll(/(telefleet_\w+)\{([^}]*)\}/g))
        for (const [, label = ''] of selector.matchAll(/(\w+)\s*[!=]/g))
          expect(labels.get(name)).toContain(label);
});

it('takes its data source from a variable, and has its panels side by side', () => {
  expect(dashboard.schemaVersion).toBeGreaterThanOrEqual(39);
  expect(dashboard.templating.list).toContainEqual({ name: 'datasource', type: 'datasource' });
  expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length);
  for (const { datasource, targets, gridPos } of dashboard.panels) {
    if (targets.length > 0) expect(datasource?.uid).toBe('${datasource}');
    expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
  }
});
