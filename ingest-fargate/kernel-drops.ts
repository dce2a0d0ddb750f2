import { readFile } from 'node:fs/promises';

/**
 * Datagrams that the kernel dropped because a socket's buffer was full, summed over the sockets of a port: the last column of
 * `/proc/net/udp` (Linux, Documentation/networking/proc_net_tcp and net/ipv4/udp.c). The task cannot see them in any other way.
 * @returns drops by inode of the socket; empty where there is no such file
 */
export async function readKernelDrops(port: number): Promise<ReadonlyMap<string, number>> {
  let text: string;
  try {
    text = await readFile('/proc/net/udp', 'utf8');
  } catch {
    return new Map();
  }
  return parseKernelDrops(text, port);
}

export function parseKernelDrops(text: string, port: number): ReadonlyMap<string, number> {
  const drops = new Map<string, number>();
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  for (const line of text.split('\n').slice(1)) {
    const fields = line.trim().split(/\s+/);
    const inode = fields[9];
    if (fields[1]?.endsWith(suffix) === true && inode !== undefined) drops.set(inode, Number(fields.at(-1)));
  }
  return drops;
}

/** Adds drops up over sockets that come and go: a receiver that was started anew begins at zero again. */
export class KernelDropCounter {
  readonly #newest = new Map<string, number>();
  /** Sockets that were there before this task, such as a forerunner's: their drops were counted by it. */
  #isFirst = true;
  #total = 0;

  get total(): number {
    return this.#total;
  }

  update(drops: ReadonlyMap<string, number>): void {
    for (const [inode, count] of drops) {
      if (!this.#isFirst) this.#total += Math.max(0, count - (this.#newest.get(inode) ?? 0));
      this.#newest.set(inode, count);
    }
    this.#isFirst = false;
  }
}
