import { once } from 'node:events';
import { bindLoopbackSockets, LOOPBACK } from '../../local/simulator/loopback-sockets.ts';

/** Many sources: a socket each, bound to an ephemeral port. */
export interface SenderSockets {
  readonly ports: readonly number[];
  /** Sends that the system refused since the sockets were made. */
  readonly errors: () => number;
  /** A connected socket costs 1.6 us a send here, one with an address 1.9: the kernel looks the route up once. */
  connect(port: number): Promise<void>;
  send(source: number, datagram: Buffer): void;
  close(): void;
}

export async function bindSenderSockets(sources: number): Promise<SenderSockets> {
  let errors = 0;
  let connectedTo = 0;
  const sockets = await bindLoopbackSockets(sources, () => (errors += 1));
  return {
    ports: sockets.map((socket) => socket.address().port),
    errors: () => errors,
    connect: async (port) => {
      if (port === connectedTo) return;
      for (const socket of sockets) {
        if (connectedTo !== 0) socket.disconnect();
        const connected = once(socket, 'connect');
        socket.connect(port, LOOPBACK);
        await connected;
      }
      connectedTo = port;
    },
    send: (source, datagram) => sockets[source]?.send(datagram),
    close: () => {
      for (const socket of sockets) socket.close();
    },
  };
}
