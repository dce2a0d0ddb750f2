import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts in hundredths of a second (`getconf CLK_TCK`). */
const TICKS_PER_S = 100;

/** CPU seconds of a process and its children, those that have ended too, by `/proc` (Linux only; 0 elsewhere). */
export function cpuSecondsOf(pid: number): number {
  return familyOf(pid).reduce((sum, one) => sum + ownCpuSeconds(one), 0);
}

/** The highest resident size so far, megabytes, of the process alone. */
export function peakRssMbOf(pid: number): number {
  const match = /^VmHWM:\s+(\d+) kB/m.exec(readProc(pid, 'status'));
  return match === null ? 0 : Number(match[1]) / 1024;
}

function ownCpuSeconds(pid: number): number {
  // The name in parentheses may hold spaces; what is counted stands after it: fields 14 and 15, proc(5), and of children that were waited
  // for 16 and 17.
  const fields = readProc(pid, 'stat')
    .replace(/^.*\) /, '')
    .split(' ');
  return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) / TICKS_PER_S;
}

function familyOf(root: number): number[] {
  const children = new Map<number, number[]>();
  for (const name of readdirOf('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const parent = Number(
      readProc(Number(name), 'stat')
        .replace(/^.*\) /, '')
        .split(' ')[1] ?? 0,
    );
    children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  const family = [root];
  for (const pid of family) family.push(...(children.get(pid) ?? []));
  return family;
}

function readdirOf(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}

function readProc(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}
