import type { WebsocketMetrics } from './metric-shapes.ts';
import { livingOf, quotient, type Recent, rounded, sumOf } from './recent-measurements.ts';

/** What pushes to the live sockets, as it measured itself. Only one pushes at a time, so the newest row tells of now. */
export function readWebsocket({ live, now }: Recent): Omit<WebsocketMetrics, 'timestamp'> {
  const newest = livingOf(live, now)
    .toSorted((one, other) => one.measuredAt.getTime() - other.measuredAt.getTime())
    .at(-1)?.data;
  const sent = sumOf(live, ({ data }) => data.messagesSent);
  const withLag = live.filter(({ data }) => data.lagMs !== null);
  return {
    total_connections: newest?.connections ?? 0,
    total_users: newest?.users ?? 0,
    total_messages_sent: sent,
    total_bytes_sent: sumOf(live, ({ data }) => data.bytesSent),
    batch_enabled: newest?.batchEnabled ?? true,
    compression_enabled: newest?.compressionEnabled ?? false,
    pending_batches: newest?.pendingBatches ?? 0,
    reason:
      newest === undefined
        ? 'Nothing has pushed in the last 35 s: nobody listens, or push-live does not run.'
        : null,
    lag_ms: rounded(
      quotient(
        sumOf(withLag, ({ data }) => (data.lagMs?.mean ?? 0) * data.messagesSent),
        sumOf(withLag, ({ data }) => data.messagesSent),
      ),
    ),
    alerts: [],
  };
}
