import { setTimeout as sleep } from 'node:timers/promises';
import { findTcpPort, findUdpPort, PortTakenError } from './process/ports.ts';

/** What a killed runner left is ended by its guardian within this time. */
const LEFTOVERS_MS = 15_000;
const LOOK_AGAIN_MS = 250;

/** A port is taken; names the option that changes it. */
export class ChosenPortTakenError extends Error {
  override readonly name = 'ChosenPortTakenError';
}

/**
 * Makes sure that the ports can be had before anything is started.
 * @param mayWait the last run was killed: its ports may take a moment
 * @returns the ports; those that were 0 are chosen
 * @throws ChosenPortTakenError
 */
export async function claimPorts(
  wanted: { readonly httpPort: number; readonly udpPort: number },
  mayWait: boolean,
): Promise<{ httpPort: number; udpPort: number; sqsPort: number; botApiPort: number }> {
  const deadline = Date.now() + (mayWait ? LEFTOVERS_MS : 0);
  for (;;) {
    try {
      const httpPort = await findTcpPort(wanted.httpPort);
      const udpPort = await findUdpPort(wanted.udpPort, '0.0.0.0');
      return { httpPort, udpPort, sqsPort: await findTcpPort(0), botApiPort: await findTcpPort(0) };
    } catch (error) {
      if (!(error instanceof PortTakenError)) throw error;
      if (Date.now() >= deadline) {
        const option = error.protocol === 'TCP' ? '--http-port' : '--udp-port';
        throw new ChosenPortTakenError(`${error.message}. Give another one with ${option} N.`);
      }
      await sleep(LOOK_AGAIN_MS);
    }
  }
}
