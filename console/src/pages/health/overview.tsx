import { useResource } from '../../api/use-resource.ts';
import { formatNumber, formatShare, NOTHING } from '../../format/amounts.ts';
import { formatClock, formatDuration } from '../../format/times.ts';
import { Badge, type Tone } from '../../parts/badge.tsx';
import { Icon } from '../../parts/icon.tsx';
import { StatTile } from '../../parts/stat-tile.tsx';
import { Loaded } from '../../parts/states.tsx';
import { CapacityCard } from './capacity-card.tsx';
import { DropTable } from './drop-table.tsx';
import { type AllMetrics, type Attention, collectAlerts, findAttention } from './find-attention.ts';
import { formatBytes, formatUnit } from './format-unit.ts';
import { queueName } from './queue-name.ts';
import { type Health, readHealth, REFRESH_MS } from './read-health.ts';
import { texts } from './texts.ts';

const LOAD_TONES: Readonly<Record<AllMetrics['udp']['load_level'], Tone>> = {
  normal: 'good',
  high: 'warn',
  critical: 'bad',
};

/** What an administrator wants to know first. */
export function Overview() {
  const health = useResource(readHealth, [], { everyMs: REFRESH_MS });
  return <Loaded resource={health}>{(data) => <Figures health={data} />}</Loaded>;
}

function Figures({ health }: { readonly health: Health }) {
  const { t } = texts;
  const { all, capacity } = health;
  return (
    <div class="stack">
      <div class="row">
        <Badge tone={LOAD_TONES[all.udp.load_level]} dot>
          {t(`load.${all.udp.load_level}`)}
        </Badge>
        <span class="muted small">
          {t('updated', { time: formatClock(all.timestamp), seconds: REFRESH_MS / 1_000 })}
        </span>
      </div>
      <NeedsAttention health={health} />
      <Tiles health={health} />
      <CapacityCard capacity={capacity} />
      <div class="grid-2">
        <Machines system={all.system} />
        <DatabaseFacts database={all.database} />
      </div>
      <DropTable dropped={all.udp.global_socket.dropped_by_reason} />
    </div>
  );
}

function NeedsAttention({ health: { all, capacity, queues } }: { readonly health: Health }) {
  const { t } = texts;
  const found = findAttention(all, queues);
  const words = collectAlerts(all, capacity);
  return (
    <section aria-label={t('attention')} class="stack health-attention" role="status">
      {found.length === 0 ? (
        <p class="notice good row">
          <Icon name="check" />
          {t('allWell')}
        </p>
      ) : (
        found.map((each) => (
          <p key={`${each.code} ${each.subject ?? ''}`} class={`notice ${each.tone} row`}>
            <Icon name="warning" />
            <span>{sentenceOf(each)}</span>
          </p>
        ))
      )}
      {words.length === 0 ? null : (
        <details>
          <summary class="muted small">{t('serverWords')}</summary>
          <ul lang="en" class="health-words">
            {words.map((each) => (
              <li key={each}>{each}</li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

function sentenceOf({ code, value, subject }: Attention): string {
  return texts.t(`attention.${code}`, {
    value: Math.round(value),
    subject: subject === undefined ? '' : queueName(subject),
  });
}

function Tiles({ health: { all, load } }: { readonly health: Health }) {
  const { t } = texts;
  const { udp, database, websocket, redis } = all;
  const dropped = Object.values(udp.global_socket.dropped_by_reason).reduce((sum, count) => sum + count, 0);
  const { pool } = database;
  return (
    <dl class="tiles">
      <StatTile
        label={t('tile.terminals')}
        value={formatNumber(load.online_servers)}
        note={t('tile.terminalsNote', { active: load.active_servers, total: load.total_servers })}
      />
      <StatTile
        label={t('tile.datagrams')}
        value={formatUnit(udp.packets_per_second, 'perSecond')}
        note={t('tile.datagramsNote', { dropped })}
      />
      <StatTile
        label={t('tile.queue')}
        value={formatUnit(udp.queue_utilization_percent, 'percent')}
        note={t('tile.queueNote')}
      />
      <StatTile
        label={t('tile.stored')}
        value={formatUnit(udp.batch_processor.lag_ms, 'ms')}
        note={t('tile.storedNote', { value: udp.batch_processor.total_items })}
      />
      <StatTile
        label={t('tile.replica')}
        value={formatUnit(database.replica_lag_ms, 'ms')}
        note={database.replica_lag_ms === null ? t('tile.replicaNone') : undefined}
      />
      <StatTile
        label={t('tile.connections')}
        value={formatUnit(pool.utilization_percent, 'percent')}
        note={t('tile.connectionsNote', {
          busy: pool.checked_out ?? NOTHING,
          size: pool.pool_size ?? NOTHING,
        })}
      />
      <StatTile
        label={t('tile.live')}
        value={formatNumber(websocket.total_connections)}
        note={
          websocket.reason === null
            ? t('tile.liveNote', { count: websocket.total_users })
            : t('tile.liveNobody')
        }
      />
      <StatTile
        label={t('tile.cache')}
        value={t(redis.using_fallback ? 'tile.cacheNo' : 'tile.cacheYes')}
        note={
          redis.latency_ms === null
            ? undefined
            : t('tile.cacheNote', { value: formatUnit(redis.latency_ms, 'ms') })
        }
      />
    </dl>
  );
}

function Machines({ system }: { readonly system: AllMetrics['system'] }) {
  const { t } = texts;
  const { cpu, memory, disk, process, tasks, uptime_seconds: uptimeS } = system;
  const percent = (value: number | null): string =>
    formatShare(value === null ? null : value / 100, value !== null && value < 10 ? 1 : 0);
  const GIGABYTE = 1_073_741_824;
  const gigabytes = (value: number | null): string => formatBytes(value === null ? null : value * GIGABYTE);
  return (
    <section class="card">
      <div class="card-head">
        <h2>{t('machines')}</h2>
      </div>
      {tasks === 0 ? (
        <p class="muted">{t('machinesNone')}</p>
      ) : (
        <dl class="facts">
          <dt>{t('machine.tasks')}</dt>
          <dd>{formatNumber(tasks)}</dd>
          <dt>{t('machine.cpu')}</dt>
          <dd>{t('machine.cpuValue', { percent: percent(cpu.percent), count: cpu.count })}</dd>
          <dt>{t('machine.memory')}</dt>
          <dd>
            {t('machine.ofTotal', { percent: percent(memory.percent), total: gigabytes(memory.total_gb) })}
          </dd>
          <dt>{t('machine.disk')}</dt>
          <dd>{t('machine.ofTotal', { percent: percent(disk.percent), total: gigabytes(disk.total_gb) })}</dd>
          <dt>{t('machine.process')}</dt>
          <dd>
            {t('machine.processValue', {
              memory: formatBytes(process.memory_mb === null ? null : process.memory_mb * 1_048_576),
              threads: process.threads ?? NOTHING,
              files: process.open_files ?? NOTHING,
            })}
          </dd>
          <dt>{t('machine.uptime')}</dt>
          <dd>{uptimeS === null ? NOTHING : formatDuration(uptimeS * 1_000)}</dd>
        </dl>
      )}
    </section>
  );
}

function DatabaseFacts({ database }: { readonly database: AllMetrics['database'] }) {
  const { t } = texts;
  const { pool, tables } = database;
  const rows = (count: number): string => formatNumber(count < 0 ? null : count);
  return (
    <section class="card">
      <div class="card-head">
        <h2>{t('database')}</h2>
      </div>
      <dl class="facts">
        <dt>{t('database.size')}</dt>
        <dd>{formatBytes(database.size_bytes)}</dd>
        <dt>{t('database.cache')}</dt>
        <dd>
          {formatShare(database.cache_hit_percent === null ? null : database.cache_hit_percent / 100, 2)}
        </dd>
        <dt>{t('database.transaction')}</dt>
        <dd>{formatUnit(pool.longest_transaction_seconds, 'seconds')}</dd>
        <dt>{t('database.locks')}</dt>
        <dd>{formatNumber(pool.waiting_for_lock)}</dd>
        <dt>{t('database.orders')}</dt>
        <dd>{rows(tables.moonbot_orders)}</dd>
        <dt>{t('database.log')}</dt>
        <dd>{rows(tables.sql_command_log)}</dd>
        <dt>{t('database.errors')}</dt>
        <dd>{rows(tables.moonbot_api_errors)}</dd>
      </dl>
    </section>
  );
}
