import { z } from 'zod';

const handedOver = z.object({ type: z.literal('handed-over') });

/** A replacement that does not come within this time will not come: the port is left anyway. */
const HAND_OVER_LIMIT_MS = 15_000;

/**
 * The process that started the task on one machine, when it left a channel. In Fargate there is none: the service starts the replacement,
 * and the leases say when it is there.
 */
export interface Supervisor {
  readonly isPresent: boolean;
  sayReady(addresses: { readonly udpPort: number; readonly httpPort: number }): void;
  /** Says that this task is leaving, and waits until the replacement holds the port too. */
  waitForReplacement(): Promise<void>;
  onGone(callback: () => void): void;
}

export function connectSupervisor(process: NodeJS.Process): Supervisor {
  const isConnected = (): boolean => process.connected;
  const send = (message: object): void => {
    if (isConnected()) process.send?.(message);
  };
  return {
    get isPresent() {
      return isConnected();
    },
    sayReady: (addresses) => send({ type: 'ready', ...addresses }),
    onGone: (callback) => {
      process.once('disconnect', callback);
    },
    waitForReplacement: () =>
      new Promise((resolve) => {
        if (!isConnected()) return resolve();
        const timer = setTimeout(resolve, HAND_OVER_LIMIT_MS);
        process.on('message', (message: unknown) => {
          if (!handedOver.safeParse(message).success) return;
          clearTimeout(timer);
          resolve();
        });
        send({ type: 'draining' });
      }),
  };
}
