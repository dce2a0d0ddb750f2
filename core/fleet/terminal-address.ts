/** Names of this machine, as people enter them. */
const LOOPBACK_NAMES = new Set(['localhost', '::1', '0.0.0.0', '127.0.0.1']);

const MAPPED_IPV4 = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

/** The form in which two spellings of one host are equal: lower case, loopback as 127.0.0.1, mapped IPv4 as IPv4. */
export function canonicalHost(host: string): string {
  const name = host.trim().toLowerCase();
  return LOOPBACK_NAMES.has(name) ? '127.0.0.1' : (MAPPED_IPV4.exec(name)?.[1] ?? name);
}

/**
 * One number for an IPv4 address and a port (48 bits, so a safe integer): the key by which a datagram finds its terminal.
 * @returns -1 when the address is not IPv4
 */
export function sourceKey(address: string, port: number): number {
  let value = 0;
  let octet = 0;
  let dots = 0;
  for (let at = 0; at < address.length; at += 1) {
    const code = address.charCodeAt(at);
    if (code === 46) {
      value = value * 256 + octet;
      octet = 0;
      dots += 1;
    } else if (code >= 48 && code <= 57) {
      octet = octet * 10 + (code - 48);
    } else {
      return -1;
    }
  }
  return dots === 3 ? (value * 256 + octet) * 65_536 + port : -1;
}
