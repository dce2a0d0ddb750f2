import { isAllowedAddress } from '../../../core/fleet/terminals/allowed-address.ts';
import { checkHost, type HostRules } from '../../../core/fleet/terminals/check-host.ts';

describe('isAllowedAddress', () => {
  it.each(['8.8.8.8', '10.0.0.7', '172.31.255.1', '192.168.1.20', '100.64.0.1'])(
    'lets %s be a terminal',
    (address) => {
      expect(isAllowedAddress(address, 'outside')).toBe(true);
    },
  );

  it.each([
    ['loopback', '127.0.0.1'],
    ['all of loopback', '127.255.0.3'],
    ["AWS's metadata", '169.254.169.254'],
    ["the tasks' metadata", '169.254.170.2'],
    ["Alibaba's metadata", '100.100.100.200'],
    ["AWS's metadata on IPv6", 'fd00:ec2::254'],
    ['multicast', '224.0.0.1'],
    ['broadcast', '255.255.255.255'],
    ['unspecified', '0.0.0.0'],
    ['this network', '0.1.2.3'],
    ['reserved', '240.0.0.1'],
    ['documentation', '203.0.113.5'],
    ['an octal spelling', '0177.0.0.1'],
    ['a short spelling', '127.1'],
    ['no address', 'localhost'],
  ])('refuses %s', (_, address) => {
    expect(isAllowedAddress(address, 'outside')).toBe(false);
  });

  it('lets loopback in on one machine, and nothing else that is closed outside', () => {
    expect(isAllowedAddress('127.0.0.1', 'anywhere')).toBe(true);
    expect(isAllowedAddress('169.254.169.254', 'anywhere')).toBe(false);
  });
});

describe('checkHost', () => {
  const rules = (addresses: readonly (readonly [string, 4 | 6])[] | Error): HostRules => ({
    networks: 'outside',
    timeoutMs: 20,
    resolve: () =>
      addresses instanceof Error
        ? Promise.reject(addresses)
        : Promise.resolve(addresses.map(([address, family]) => ({ address, family }))),
  });
  const notFound = Object.assign(new Error('queryA ENOTFOUND'), { code: 'ENOTFOUND' });

  it('takes a name of which every address is allowed', async () => {
    expect(
      await checkHost(
        'Trader.Example',
        rules([
          ['8.8.8.8', 4],
          ['10.0.0.1', 4],
          ['2001:4860::1', 6],
        ]),
      ),
    ).toBeUndefined();
  });

  it('refuses a name of which one address leads inside', async () => {
    expect(
      await checkHost(
        'trader.example',
        rules([
          ['8.8.8.8', 4],
          ['127.0.0.1', 4],
        ]),
      ),
    ).toBe('forbidden');
  });

  it.each(['127.0.0.1', 'localhost', '::1', '::ffff:127.0.0.1', '0.0.0.0', '169.254.169.254'])(
    'refuses %s without asking a name server',
    async (host) => {
      expect(await checkHost(host, rules(new Error('asked')))).toBe('forbidden');
    },
  );

  it.each(['2130706433', '127.1', '0x7f.1', '0x7f000001', '10.0.0.256', '-a.example', 'a..b', 'a b', ''])(
    'does not take %j for a name',
    async (host) => {
      expect(await checkHost(host, rules([['8.8.8.8', 4]]))).toBe('malformed');
    },
  );

  it('says when a host has IPv6 addresses only', async () => {
    expect(await checkHost('2001:db8::7', rules([]))).toBe('ipv6-only');
    expect(await checkHost('six.example', rules([['2001:4860::1', 6]]))).toBe('ipv6-only');
  });

  it('tells a name that is not there from name servers that do not answer', async () => {
    expect(await checkHost('nowhere.example', rules(notFound))).toBe('unknown');
    expect(
      await checkHost('slow.example', { ...rules([]), resolve: () => new Promise(() => undefined) }),
    ).toBe('no-answer');
    expect(await checkHost('broken.example', rules(Object.assign(new Error(), { code: 'EAI_AGAIN' })))).toBe(
      'no-answer',
    );
  });
});
