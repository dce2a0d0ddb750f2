import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';

export const LOOPBACK = '127.0.0.1';

/**
 * A UDP socket for each of many sources, on ephemeral ports of the loopback address.
 * @param onError a send that the system refused, also later: a receiver that is away answers by ICMP, and the next send fails
 */
export async function bindLoopbackSockets(count: number, onError: () => void): Promise<Socket[]> {
  const sockets: Socket[] = [];
  for (let index = 0; index < count; index += 1) {
    // The address is a number already: without this every send would go through dns.lookup and a turn of the event loop.
    const socket = createSocket({
      type: 'udp4',
      lookup: (hostname, _options, callback) => callback(null, hostname, 4),
    });
    // Asked for before: with a lookup that answers at once, the event comes before bind returns.
    const listening = once(socket, 'listening');
    socket.bind(0, LOOPBACK);
    await listening;
    socket.on('error', onError);
    sockets.push(socket);
  }
  return sockets;
}
