import { isIP } from 'node:net';

const IPV4_MAPPED = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/;

/**
 * By what requests of nobody in particular are counted: an IPv4 address, or the /64 of an IPv6 one, which is the least that a household or
 * a server gets and all of which it may use.
 */
export function networkOf(address: string | null): string {
  if (address === null) return 'unknown';
  if (isIP(address) !== 6) return address;
  // Shortest form, lower case; a zone such as `%eth0` is no part of an address that reaches us from afar.
  const [bare = ''] = address.split('%');
  const plain = new URL(`http://[${bare}]`).hostname.slice(1, -1);
  const mapped = IPV4_MAPPED.exec(plain);
  if (mapped !== null) return dotted(mapped[1] ?? '', mapped[2] ?? '');
  const [head = '', tail] = plain.split('::');
  const front = head === '' ? [] : head.split(':');
  const back = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: 8 - front.length - back.length }, () => '0');
  return `${[...front, ...zeros, ...back].slice(0, 4).join(':')}::/64`;
}

function dotted(high: string, low: string): string {
  return [high, low]
    .map((part) => Number.parseInt(part, 16))
    .flatMap((part) => [part >> 8, part & 255])
    .join('.');
}
