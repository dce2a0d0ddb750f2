import type { CacheProbe } from '../../core/cache/probe-cache.ts';
import type { Measurement, MeasurementSource } from '../../core/measurements/sources.ts';
import { writeMeasurement } from '../../core/measurements/write-measurement.ts';
import { type ApiAnswer, SYSTEM_AT_REST } from './api-calls.ts';
import { ingestRow, liveRow, storeRow, systemRow } from './measured.ts';
import { type ApiOfFile, useTestApi } from './test-api.ts';

export interface MetricsApi extends Pick<ApiOfFile, 'api' | 'store'> {
  /** What asking the cache comes to; at each test it is shared and answers. */
  readonly cache: { probe: CacheProbe };
  /** So long ago. @param secondsAgo 5 @param instance one */
  readonly write: <Source extends MeasurementSource>(
    source: Source,
    data: Measurement<Source>['data'],
    secondsAgo?: number,
    instance?: string,
  ) => Promise<void>;
  /** Ten minutes of a small fleet at work. */
  readonly writeTenMinutes: () => Promise<void>;
  /** Asked by an administrator. */
  readonly get: (path: string) => Promise<ApiAnswer>;
  readonly administratorsToken: () => string;
  readonly ago: (seconds: number) => Date;
}

/** The API with measurements of the test's own, none at its beginning. */
export function useMetricsApi(databaseName: string): MetricsApi {
  const cache: MetricsApi['cache'] = { probe: { state: 'none', latencyMs: null } };
  const { api, store } = useTestApi(databaseName, {
    system: { ...SYSTEM_AT_REST, probeCache: () => Promise.resolve(cache.probe) },
  });
  let token = '';
  beforeEach(async () => {
    await store.database.query('truncate measurements');
    cache.probe = { state: 'shared', latencyMs: 0.7 };
    token = await api.tokenOf(1);
  });

  const ago = (seconds: number): Date => new Date(api.now.getTime() - seconds * 1_000);
  const write: MetricsApi['write'] = async (source, data, secondsAgo = 5, instance = 'one') => {
    await writeMeasurement(store.database, { source, instance, measuredAt: ago(secondsAgo), data });
  };
  return {
    api,
    store,
    cache,
    write,
    async writeTenMinutes() {
      for (let seconds = 5; seconds < 600; seconds += 10) {
        await write('ingest', ingestRow(), seconds, 'task');
        await write('store', storeRow(), seconds, 'container');
      }
      await write('live', liveRow());
      await write('system', systemRow({ activeMsTotal: 100_000 }), 590);
      await write('system', systemRow({ activeMsTotal: 160_000 }), 30);
    },
    get: (path) => api.call('GET', path, { token }),
    administratorsToken: () => token,
    ago,
  };
}
