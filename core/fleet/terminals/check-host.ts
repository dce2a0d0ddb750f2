import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import { isIP, isIPv4 } from 'node:net';
import { canonicalHost } from '../terminal-address.ts';
import { isAllowedAddress, type TerminalNetworks } from './allowed-address.ts';

export type HostProblem =
  /** Neither a name nor four numbers. */
  | 'malformed'
  /** Loopback, link-local, metadata, multicast, reserved, or a name of which one address is such. */
  | 'forbidden'
  /** An IPv6 address, or a name that has no other. */
  | 'ipv6-only'
  /** The name has no address. */
  | 'unknown'
  /** The name servers did not answer in time. */
  | 'no-answer';

/** All addresses of a name. @throws errors with Node's codes, `ENOTFOUND` first of all */
export type ResolveHost = (name: string) => Promise<readonly LookupAddress[]>;

export interface HostRules {
  readonly networks: TerminalNetworks;
  readonly resolve: ResolveHost;
  readonly timeoutMs: number;
}

/** As the ingest task's own look-ups: by the system, hosts file included. */
export const resolveBySystem: ResolveHost = (name) => lookup(name, { all: true });

/** Letters, digits, `-` and `_` in labels of up to 63 (RFC 1123, and `_` as Windows machines have it). */
const NAME = /^(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*$/;

/** `127.1`, `0x7f.1` and `2130706433` are addresses to a resolver: a name does not end in a number (WHATWG URL, "ends in a number"). */
const ENDS_IN_NUMBER = /(^|\.)(\d+|0x[0-9a-f]*)$/;

/** @returns why a terminal cannot be there, or undefined. Every address that a name has must be allowed. */
export async function checkHost(host: string, rules: HostRules): Promise<HostProblem | undefined> {
  const name = canonicalHost(host);
  if (isIPv4(name)) return isAllowedAddress(name, rules.networks) ? undefined : 'forbidden';
  if (isIP(name) === 6) return 'ipv6-only';
  if (!NAME.test(name) || ENDS_IN_NUMBER.test(name)) return 'malformed';
  let addresses: readonly LookupAddress[];
  try {
    addresses = await within(rules.timeoutMs, rules.resolve(name));
  } catch (error) {
    return isUnknown(error) ? 'unknown' : 'no-answer';
  }
  const ipv4 = addresses.filter(({ family }) => family === 4);
  if (ipv4.length === 0) return addresses.length === 0 ? 'unknown' : 'ipv6-only';
  return ipv4.every(({ address }) => isAllowedAddress(address, rules.networks)) ? undefined : 'forbidden';
}

/** Node resolves with four threads; more lookups at a time only wait for one. */
const CONCURRENT_LOOKUPS = 8;

/** Names of one list that may go unanswered: each holds one of the process's few threads for resolving until the system gives up on it. */
const MAX_UNANSWERED = 8;

/**
 * Of a list: each host once, so many at a time. After some names without an answer no further name is asked: those of somebody's own, silent
 * name server would take the time of everybody.
 * @returns problems by canonical host
 */
export async function checkHosts(
  hosts: readonly string[],
  rules: HostRules,
): Promise<ReadonlyMap<string, HostProblem>> {
  const problems = new Map<string, HostProblem>();
  const waiting = [...new Set(hosts.map(canonicalHost))];
  let unanswered = 0;
  const resolve: ResolveHost = (name) =>
    unanswered < MAX_UNANSWERED ? rules.resolve(name) : Promise.reject(new Error('not asked'));
  const worker = async (): Promise<void> => {
    for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
      const problem = await checkHost(name, { ...rules, resolve });
      if (problem === 'no-answer') unanswered += 1;
      if (problem !== undefined) problems.set(name, problem);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENT_LOOKUPS }, worker));
  return problems;
}

function isUnknown(error: unknown): boolean {
  return (
    error instanceof Error && 'code' in error && (error.code === 'ENOTFOUND' || error.code === 'ENODATA')
  );
}

async function within<T>(limitMs: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('no answer in time')), limitMs);
  });
  try {
    return await Promise.race([work, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
