import { createSocket } from 'node:dgram';

export class PortTakenError extends Error {
  override readonly name = 'PortTakenError';
}

/**
 * Makes sure that nobody else holds the port. The receivers bind with SO_REUSEPORT, so that a replacement can share the port during a
 * hand-over; a second task started by mistake would silently take half of the terminals away. A bind without that option fails then.
 * @throws PortTakenError
 */
export async function claimPort(host: string, port: number): Promise<void> {
  if (port === 0) return;
  const probe = createSocket('udp4');
  try {
    await new Promise<void>((resolve, reject) => {
      probe.once('error', reject);
      probe.bind({ address: host, port, exclusive: true }, resolve);
    });
  } catch (error) {
    throw new PortTakenError(
      `UDP port ${port} is taken: ${error instanceof Error ? error.message : String(error)}`,
    );
  } finally {
    probe.close();
  }
}
