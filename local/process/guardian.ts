import { spawn } from 'node:child_process';

/**
 * Ends what the runner started when the runner itself is gone without a word (SIGKILL, out of memory).
 *
 * Node children notice by the 'disconnect' of their IPC channel; PostgreSQL has no such channel. One `sh` holds the read
 * end of a pipe: each line it reads is the whole list of what lives, and the end of the pipe means that the runner died.
 * A pipe works on every system; the parent-death signal of Linux is lost when PostgreSQL changes its user.
 */
export interface Guardian {
  /** @returns a function that takes the process off the list: call it once the process has ended. */
  watch(pid: number, signal: 'SIGINT' | 'SIGTERM'): () => void;
  /** What lives of all that the runner has started. */
  readonly pids: readonly number[];
  /** SIGKILL to everything that lives, with what it has started itself, and to whatever is started after this. */
  killAll(): void;
  stop(): void;
}

/** Programs get ten seconds to end by themselves (the ingest task flushes) before they are killed. */
const SCRIPT = `
list=
while read -r line; do list=$line; done
[ -n "$list" ] || exit 0
for entry in $list; do kill -"\${entry%%:*}" "\${entry#*:}" 2>/dev/null; done
sleep 10
for entry in $list; do kill -KILL "\${entry#*:}" 2>/dev/null; done
`;

export function startGuardian(): Guardian {
  // Its own process group: a Ctrl-C of the terminal must not take it away before the runner.
  const shell = spawn('/bin/sh', ['-c', SCRIPT], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
  const entries = new Map<number, string>();
  let stopped = false;
  let killing = false;
  // Without a guardian the runner works; only a SIGKILL of it would leave processes for the next start to find.
  shell.on('error', () => (stopped = true));
  shell.stdin.on('error', () => (stopped = true));
  shell.unref();

  const write = (): void => {
    if (!stopped) shell.stdin.write(`${[...entries.values()].join(' ')}\n`);
  };

  return {
    get pids() {
      return [...entries.keys()];
    },
    watch(pid, signal) {
      entries.set(pid, `${signal.slice(3)}:${pid}`);
      write();
      if (killing) killGroup(pid);
      return () => {
        if (entries.delete(pid)) write();
      };
    },
    killAll() {
      killing = true;
      for (const pid of entries.keys()) killGroup(pid);
    },
    stop() {
      if (stopped) return;
      stopped = true;
      shell.kill('SIGKILL');
      shell.stdin.destroy();
    },
  };
}

/** Every program leads a process group of its own. */
function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
