import { networkOf } from '../../../core/api/auth/network-of.ts';
import {
  clearRefreshCookie,
  readRefreshCookie,
  writeRefreshCookie,
} from '../../../core/api/auth/refresh-cookie.ts';

describe('by what an address is counted', () => {
  it.each([
    ['203.0.113.9', '203.0.113.9'],
    ['::ffff:203.0.113.9', '203.0.113.9'],
    ['::FFFF:CB00:7109', '203.0.113.9'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:0002::9', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ])('%s is %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });

  it('is one for all that tell none', () => {
    expect(networkOf(null)).toBe('unknown');
  });
});

describe('the cookie', () => {
  const of = (host: string, proto = 'http') => ({
    headers: { host, 'x-forwarded-proto': proto },
    cookies: [],
  });

  it('is for this machine without TLS where a browser would not take it otherwise', () => {
    for (const host of ['localhost', 'localhost:8080', '127.0.0.1:8080', '[::1]:8080'])
      expect(writeRefreshCookie(of(host), false, 't')).toBe(
        'refresh=t; Path=/api/auth; Max-Age=2592000; HttpOnly; SameSite=Strict',
      );
  });

  it.each([
    ['fleet.example.com', 'https', true],
    ['fleet.example.com', 'http', false],
    ['localhost', 'https', false],
    ['localhost', 'http', true],
    ['localhost.example.com', 'http', false],
  ])('goes over TLS only at %s by %s', (host, proto, isBehindEdge) => {
    expect(writeRefreshCookie(of(host, proto), isBehindEdge, 't')).toMatch(/; Secure$/);
  });

  it('is told apart from others, and forgotten by an empty one', () => {
    expect(readRefreshCookie({ cookies: ['other=1', 'refresh=abc'] })).toBe('abc');
    expect(readRefreshCookie({ cookies: ['not-refresh=1'] })).toBeUndefined();
    expect(clearRefreshCookie(of('localhost'), false)).toMatch(/^refresh=; Path=\/api\/auth; Max-Age=0;/);
  });
});
