import { Counter, Gauge, Registry } from 'prom-client';
import { PROMETHEUS_METRICS, type PrometheusFacts } from './prometheus-metrics.ts';

/** The exposition format, version 0.0.4. Imported late: most executions are never asked for it. */
export async function writePrometheusText(facts: PrometheusFacts): Promise<string> {
  const registry = new Registry();
  for (const { name, help, labels, read } of PROMETHEUS_METRICS) {
    const options = { name, help, labelNames: [...labels], registers: [registry] };
    if (name.endsWith('_total')) {
      const counter = new Counter(options);
      // A counter without labels begins with a sample of 0, which nobody measured.
      if (labels.length === 0) counter.remove();
      for (const sample of read(facts)) counter.inc({ ...sample.labels }, sample.value);
    } else {
      const gauge = new Gauge(options);
      if (labels.length === 0) gauge.remove();
      for (const sample of read(facts)) gauge.set({ ...sample.labels }, sample.value);
    }
  }
  return registry.metrics();
}
