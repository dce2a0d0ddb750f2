import ipaddr from 'ipaddr.js';

/** `outside`: where other machines are. `anywhere`: also this machine itself, for terminals beside the system. */
export type TerminalNetworks = 'outside' | 'anywhere';

/**
 * Ranges in which a terminal may be (ipaddr.js names them by IANA's registry). Private and carrier-grade NAT networks: that is where VPNs are.
 * Left out: loopback, link-local (and with it AWS's metadata at 169.254.169.254 and the tasks' at 169.254.170.2), multicast, broadcast,
 * unspecified and reserved ones.
 */
const ALLOWED_RANGES = new Set(['unicast', 'private', 'carrierGradeNat']);

/** Metadata services that lie in a range of other use: Alibaba's. AWS's on IPv6 (fd00:ec2::254) is no IPv4 address. */
const METADATA = new Set(['100.100.100.200']);

/**
 * Whether datagrams may be sent there. Asked when a terminal is added and again each time its name is resolved: who owns a name can point
 * it elsewhere later.
 * @param address IPv4, four decimal parts; anything else is refused, the task's socket is IPv4
 */
export function isAllowedAddress(address: string, networks: TerminalNetworks): boolean {
  if (!ipaddr.IPv4.isValidFourPartDecimal(address)) return false;
  const range = ipaddr.IPv4.parse(address).range();
  if (networks === 'anywhere' && range === 'loopback') return true;
  return ALLOWED_RANGES.has(range) && !METADATA.has(address);
}
