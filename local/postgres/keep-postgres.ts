import { setTimeout as sleep } from 'node:timers/promises';
import type { PostgresServer } from './server.ts';

const RESTART_BACK_OFF_MS = 1_000;

/** A server that comes back after an end that nobody asked for, and can be away for a while. */
export interface KeptPostgres {
  readonly server: PostgresServer;
  stop(): Promise<void>;
  /** On the same port and data. */
  start(): Promise<void>;
}

/**
 * @param launch starts the server; called with the port of the first one from then on
 * @throws what `launch` throws the first time
 */
export async function keepPostgres(
  launch: (port: number | undefined) => Promise<PostgresServer>,
  onPid: (pid: number | undefined) => void,
): Promise<KeptPostgres> {
  let wanted = true;
  let server = await watched(undefined);

  async function watched(port: number | undefined): Promise<PostgresServer> {
    const started = await launch(port);
    onPid(started.pid);
    void started.exited.then(() => {
      onPid(undefined);
      void keepUp(started.port);
    });
    return started;
  }

  async function keepUp(port: number): Promise<void> {
    while (isWanted()) {
      await sleep(RESTART_BACK_OFF_MS, undefined, { ref: false });
      if (!isWanted()) return;
      try {
        server = await watched(port);
        return;
      } catch {
        // The reason stands in the server's log; it is tried again.
      }
    }
  }

  // A function, since `wanted` changes while the loop waits.
  function isWanted(): boolean {
    return wanted;
  }

  return {
    get server() {
      return server;
    },
    stop: async () => {
      wanted = false;
      await server.stop();
    },
    start: async () => {
      if (wanted) return;
      wanted = true;
      server = await watched(server.port);
    },
  };
}
