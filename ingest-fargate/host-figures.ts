import { readdir, readFile, statfs } from 'node:fs/promises';
import { availableParallelism, cpus, totalmem } from 'node:os';
import type * as z from 'zod';
import type { hostData, processData } from '../core/measurements/sources.ts';

interface CpuTimes {
  readonly busyMs: number;
  readonly allMs: number;
}

export interface HostFigures {
  readonly host: z.infer<typeof hostData>;
  readonly process: z.infer<typeof processData>;
}

/** Looks at the computer and at this process; percents are of the time since the look before. */
export class HostWatch {
  readonly #directory: string;
  #cpu: CpuTimes = readCpuTimes();
  #usage = process.cpuUsage();
  #lookedAtMs = performance.now();

  /** @param directory on the disk that is looked at */
  constructor(directory: string) {
    this.#directory = directory;
  }

  async look(): Promise<HostFigures> {
    const cores = availableParallelism();
    const cpu = readCpuTimes();
    const { user, system } = process.cpuUsage(this.#usage);
    const nowMs = performance.now();
    const elapsedMs = Math.max(1, nowMs - this.#lookedAtMs);
    const allMs = cpu.allMs - this.#cpu.allMs;
    const cpuPercent = allMs <= 0 ? null : round(((cpu.busyMs - this.#cpu.busyMs) / allMs) * 100);
    this.#cpu = cpu;
    this.#usage = process.cpuUsage();
    this.#lookedAtMs = nowMs;

    const limitBytes = process.constrainedMemory();
    // Without a limit it is 0, or larger than the machine.
    const memoryTotalBytes = limitBytes > 0 ? Math.min(limitBytes, totalmem()) : totalmem();
    const [disk, threads, openFiles] = await Promise.all([
      readDisk(this.#directory),
      countThreads(),
      countOpenFiles(),
    ]);
    return {
      host: {
        cpuPercent,
        cores,
        memoryTotalBytes,
        memoryAvailableBytes: Math.min(process.availableMemory(), memoryTotalBytes),
        diskTotalBytes: disk?.totalBytes ?? null,
        diskFreeBytes: disk?.freeBytes ?? null,
      },
      process: {
        cpuPercent: round(((user + system) / 1_000 / elapsedMs / cores) * 100),
        memoryBytes: process.memoryUsage.rss(),
        threads,
        openFiles,
        uptimeSeconds: Math.round(process.uptime()),
      },
    };
  }
}

function readCpuTimes(): CpuTimes {
  let busyMs = 0;
  let allMs = 0;
  for (const { times } of cpus()) {
    const { idle, ...busy } = times;
    const sum = Object.values(busy).reduce((total, ms) => total + ms, 0);
    busyMs += sum;
    allMs += sum + idle;
  }
  return { busyMs, allMs };
}

async function readDisk(
  directory: string,
): Promise<{ readonly totalBytes: number; readonly freeBytes: number } | undefined> {
  try {
    const { blocks, bavail, bsize } = await statfs(directory);
    return { totalBytes: blocks * bsize, freeBytes: bavail * bsize };
  } catch {
    return undefined;
  }
}

/** Linux, proc_pid_status(5). */
async function countThreads(): Promise<number | null> {
  try {
    const threads = /^Threads:\s+(\d+)$/m.exec(await readFile('/proc/self/status', 'utf8'))?.[1];
    return threads === undefined ? null : Number(threads);
  } catch {
    return null;
  }
}

async function countOpenFiles(): Promise<number | null> {
  try {
    return (await readdir('/proc/self/fd')).length;
  } catch {
    return null;
  }
}

function round(percent: number): number {
  return Math.max(0, Math.round(percent * 100) / 100);
}
