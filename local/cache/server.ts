import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Guardian } from '../process/guardian.ts';
import type { LogFile } from '../process/log-file.ts';
import { findTcpPort } from '../process/ports.ts';
import { type Program, startProgram } from '../process/program.ts';

const READY_TIMEOUT_MS = 10_000;
const LOOK_AGAIN_MS = 25;
const STOP_GRACE_MS = 3_000;

/** A cache may be lost: nothing is written to disk. Memory and what goes first when it is full: the onboarding guide's. */
const SETTINGS = {
  bind: '127.0.0.1',
  save: '',
  appendonly: 'no',
  maxmemory: '512mb',
  'maxmemory-policy': 'allkeys-lru',
} as const;

export class CacheNotReadyError extends Error {
  override readonly name = 'CacheNotReadyError';
}

export interface CacheServerOptions {
  /** As `findCacheServer` gives it. */
  readonly file: string;
  /** 0: any free one. */
  readonly port: number;
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly log: LogFile;
  readonly guardian: Guardian;
  /** More settings, by their names in the server's own file of settings. */
  readonly settings?: Readonly<Record<string, string>>;
}

export interface CacheServer {
  readonly port: number;
  readonly url: string;
  readonly pid: number;
  readonly exited: Promise<unknown>;
  signal(signal: NodeJS.Signals): void;
  stop(): Promise<void>;
}

/** Starts a server on loopback. @throws CacheNotReadyError, ProgramNotStartedError */
export async function startCacheServer(options: CacheServerOptions): Promise<CacheServer> {
  const port = options.port === 0 ? await findTcpPort(0) : options.port;
  const settings = { ...SETTINGS, ...options.settings, port: String(port) };
  const program = await startProgram({
    name: 'cache',
    command: options.file,
    args: Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]),
    env: options.env,
    cwd: options.cwd,
    log: options.log,
    guardian: options.guardian,
  });
  await waitUntilReady(program, port);
  return {
    port,
    url: `redis://127.0.0.1:${port}`,
    pid: program.pid,
    exited: program.exited,
    signal: (signal) => program.signal(signal),
    stop: async () => {
      await program.stop(STOP_GRACE_MS);
    },
  };
}

async function waitUntilReady(program: Program, port: number): Promise<void> {
  const trying = new AbortController();
  const accepting = (async () => {
    while (!trying.signal.aborted && !(await accepts(port))) await sleep(LOOK_AGAIN_MS);
    return 'ready' as const;
  })();
  const outcome = await Promise.race([
    accepting,
    program.exited.then(() => 'exited' as const),
    sleep(READY_TIMEOUT_MS, 'late' as const, { ref: false }),
  ]);
  trying.abort();
  if (outcome === 'ready') return;
  await program.stop(STOP_GRACE_MS);
  throw new CacheNotReadyError(`the cache is not ready (${outcome}); see its log`);
}

/** A server that only keeps in memory answers from the moment at which it takes connections. */
function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
