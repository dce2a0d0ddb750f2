import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import type { Peer } from './simulated-fleet.ts';

const HOST = '127.0.0.1';

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
  const sockets: Socket[] = [];
  for (let index = 0; index < count; index += 1) {
    // The address is a number already: without this every send would go through dns.lookup and a turn of the event loop.
    const socket = createSocket({
      type: 'udp4',
      lookup: (hostname, _options, callback) => callback(null, hostname, 4),
    });
    // Asked for before: with a lookup that answers at once, the event comes before bind returns.
    const listening = once(socket, 'listening');
    socket.bind(0, HOST);
    await listening;
    socket.on('error', () => (sendErrors += 1));
    socket.on('message', (datagram, from) =>
      onDatagram(index, datagram, { address: from.address, port: from.port }),
    );
    sockets.push(socket);
  }
  return {
    host: HOST,
    ports: sockets.map((socket) => socket.address().port),
    sendErrors: () => sendErrors,
    send: (index, peer, datagram) => sockets[index]?.send(datagram, peer.port, peer.address),
    close: () => {
      for (const socket of sockets) socket.close();
    },
  };
}
