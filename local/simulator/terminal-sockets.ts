import { bindLoopbackSockets, LOOPBACK } from './loopback-sockets.ts';
import type { Peer } from './simulated-fleet.ts';

export interface TerminalSockets {
  readonly host: string;
  /** By index of the terminal. */
  readonly ports: readonly number[];
  /** Sends that the system refused. */
  readonly sendErrors: () => number;
  send(index: number, peer: Peer, datagram: Buffer): void;
  close(): void;
}

/** A UDP socket for each terminal on an ephemeral port of the loopback address. */
export async function bindTerminalSockets(
  count: number,
  onDatagram: (index: number, datagram: Buffer, peer: Peer) => void,
): Promise<TerminalSockets> {
  let sendErrors = 0;
  const sockets = await bindLoopbackSockets(count, () => (sendErrors += 1));
  for (const [index, socket] of sockets.entries()) {
    socket.on('message', (datagram, from) =>
      onDatagram(index, datagram, { address: from.address, port: from.port }),
    );
  }
  return {
    host: LOOPBACK,
    ports: sockets.map((socket) => socket.address().port),
    sendErrors: () => sendErrors,
    send: (index, peer, datagram) => sockets[index]?.send(datagram, peer.port, peer.address),
    close: () => {
      for (const socket of sockets) socket.close();
    },
  };
}
