import type { OperatorAlarms } from '../constructs/operator-alarm.ts';
import { apiMetric, type HttpApiMetrics } from '../metrics/api.ts';
import { percentOf } from '../metrics/percent.ts';

export function addApiAlarms(alarms: OperatorAlarms, api: HttpApiMetrics): void {
  const errorPercent = (fromWhole: number) =>
    percentOf({
      part: apiMetric(api, '5xx', 'Sum'),
      whole: apiMetric(api, 'Count', 'Sum'),
      fromWhole,
      label: 'answers 5xx',
    });
  // Less than a handful in a minute is no "most".
  alarms.add('api-failing', errorPercent(5));
  alarms.add('api-errors', errorPercent(1));
  alarms.add('api-errors-hour', errorPercent(1));
  alarms.add('api-slow', apiMetric(api, 'Latency', 'Average'));
  alarms.add('api-p95-slow', apiMetric(api, 'Latency', 'p95'));
}
