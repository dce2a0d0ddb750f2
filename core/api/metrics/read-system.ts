import type { SystemMetrics } from './metric-shapes.ts';
import { livingOf, NO_TASK, type Recent, rounded, sumOf, sumOrNull } from './recent-measurements.ts';

const GB = 1024 ** 3;
const MB = 1024 ** 2;

/** Full enough for somebody to look. */
const ALERT_PERCENT = 90;

/** The computers that the tasks run on, as the tasks measured them. Several tasks on one machine each tell of all of it. */
export function readSystem(recent: Recent): Omit<SystemMetrics, 'timestamp'> {
  const tasks = livingOf(recent.ingest, recent.now).map(({ data }) => data);
  const cores = sumOf(tasks, ({ host }) => host.cores);
  const busyCores = sumOrNull(tasks, ({ host }) =>
    host.cpuPercent === null ? null : host.cpuPercent * host.cores,
  );
  const memoryTotal = sumOrNull(tasks, ({ host }) => host.memoryTotalBytes);
  const memoryFree = sumOrNull(tasks, ({ host }) => host.memoryAvailableBytes);
  const diskTotal = sumOrNull(tasks, ({ host }) => host.diskTotalBytes);
  const diskFree = sumOrNull(tasks, ({ host }) => host.diskFreeBytes);
  const cpuPercent = busyCores === null || cores === 0 ? null : busyCores / cores;
  const memoryPercent = usedPercent(memoryTotal, memoryFree);
  const diskPercent = usedPercent(diskTotal, diskFree);
  const full = [
    ['CPU', cpuPercent],
    ['memory', memoryPercent],
    ['disk', diskPercent],
  ] as const;
  return {
    cpu: { percent: rounded(cpuPercent), count: cores },
    memory: {
      total_gb: inUnits(memoryTotal, GB),
      available_gb: inUnits(memoryFree, GB),
      percent: rounded(memoryPercent),
    },
    disk: {
      total_gb: inUnits(diskTotal, GB),
      free_gb: inUnits(diskFree, GB),
      percent: rounded(diskPercent),
    },
    process: {
      memory_mb: inUnits(
        sumOrNull(tasks, (task) => task.process.memoryBytes),
        MB,
      ),
      threads: sumOrNull(tasks, (task) => task.process.threads),
      open_files: sumOrNull(tasks, (task) => task.process.openFiles),
      cpu_percent:
        cores === 0
          ? null
          : rounded(sumOf(tasks, ({ host, process }) => process.cpuPercent * host.cores) / cores),
    },
    uptime_seconds: tasks.length === 0 ? null : Math.max(...tasks.map((task) => task.process.uptimeSeconds)),
    tasks: tasks.length,
    alerts:
      tasks.length === 0
        ? [NO_TASK]
        : full.flatMap(([name, percent]) =>
            percent !== null && percent > ALERT_PERCENT
              ? [`The ${name} of the ingest tasks is ${rounded(percent, 0)} % used.`]
              : [],
          ),
  };
}

function usedPercent(total: number | null, free: number | null): number | null {
  return total === null || free === null || total <= 0 ? null : ((total - free) / total) * 100;
}

function inUnits(bytes: number | null, unit: number): number | null {
  return bytes === null ? null : rounded(bytes / unit);
}
