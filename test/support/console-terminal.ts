import { createSocket } from 'node:dgram';
import type { Stack } from '../../local/stack.ts';

/** A terminal that says what a test wants, and only then. */
export interface OwnTerminal {
  /** On 127.0.0.1; the terminal has no password. */
  readonly port: number;
  /** Repeats this balance each half a second, since a datagram before the terminal is registered is dropped; until it says another, or nothing. */
  say(total: number | undefined): void;
  close(): void;
}

export async function startOwnTerminal(stack: Stack): Promise<OwnTerminal> {
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  let timer: NodeJS.Timeout | undefined;
  return {
    port: socket.address().port,
    say: (total) => {
      clearInterval(timer);
      if (total === undefined) return;
      const balance = JSON.stringify({ cmd: 'acc', bot: 'own', data: { A: 7, T: total, S: true, V: 757 } });
      timer = setInterval(() => socket.send(balance, stack.addresses.udpPort, '127.0.0.1'), 500);
    },
    close: () => {
      clearInterval(timer);
      socket.close();
    },
  };
}
