import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';
import { errorCode } from './errors.ts';

export class PortTakenError extends Error {
  override readonly name = 'PortTakenError';
  readonly port: number;
  readonly protocol: 'TCP' | 'UDP';

  constructor(protocol: 'TCP' | 'UDP', port: number, reason: string) {
    super(`${protocol} port ${port} cannot be used: ${reason}`);
    this.port = port;
    this.protocol = protocol;
  }
}

/**
 * @param port 0 for any free one.
 * @returns the port that was free a moment ago; the caller binds it at once.
 * @throws PortTakenError
 */
export async function findTcpPort(port: number): Promise<number> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(portError('TCP', port, error)));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      const address = server.address();
      const found = typeof address === 'object' && address !== null ? address.port : port;
      server.close(() => resolve(found));
    });
  });
}

/**
 * @param port 0 for any free one.
 * @throws PortTakenError
 */
export async function findUdpPort(port: number, host: string): Promise<number> {
  const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
  return new Promise((resolve, reject) => {
    socket.once('error', (error) => {
      socket.close();
      reject(portError('UDP', port, error));
    });
    socket.bind({ port, address: host, exclusive: true }, () => {
      const found = socket.address().port;
      socket.close(() => resolve(found));
    });
  });
}

function portError(protocol: 'TCP' | 'UDP', port: number, error: Error): PortTakenError {
  const code = errorCode(error);
  if (code === 'EADDRINUSE') return new PortTakenError(protocol, port, 'another program has it');
  if (code === 'EACCES') return new PortTakenError(protocol, port, 'this user may not open it');
  return new PortTakenError(protocol, port, error.message);
}
