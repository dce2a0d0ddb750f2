import ipaddr from 'ipaddr.js';
import type { GatewayRequest } from '../../contracts/queue-messages.ts';

/** A task answers in some ms; one that does not is asked again with the next round. */
const POST_TIMEOUT_MS = 2_000;

const ADDRESS = /^http:\/\/(\d{1,3}(?:\.\d{1,3}){3}):(\d{1,5})$/;

/** Where a task may be: in the VPC, or on this machine. */
const PRIVATE = new Set(['private', 'loopback', 'carrierGradeNat']);

/** The table of leases says where tasks are; nothing else is posted to. */
export function isGatewayAddress(address: string): boolean {
  const [, host, port] = ADDRESS.exec(address) ?? [];
  if (host === undefined || Number(port) < 1 || Number(port) > 65_535) return false;
  return ipaddr.IPv4.isValidFourPartDecimal(host) && PRIVATE.has(ipaddr.IPv4.parse(host).range());
}

/**
 * Tells tasks of a run: each takes the rows of its own terminals, once. Telling it again is harmless.
 * @returns how many tasks heard it
 */
export async function postToGateways(addresses: readonly string[], runId: string): Promise<number> {
  const request: GatewayRequest = { runId };
  const posts = addresses.filter(isGatewayAddress).map(async (address) => {
    const response = await fetch(`${address}/commands`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(request),
      redirect: 'error',
      signal: AbortSignal.timeout(POST_TIMEOUT_MS),
    });
    // An answer that is not read keeps its connection.
    await response.arrayBuffer();
    if (!response.ok) throw new Error(`the gateway answered ${response.status}`);
  });
  const outcomes = await Promise.allSettled(posts);
  return outcomes.filter(({ status }) => status === 'fulfilled').length;
}
