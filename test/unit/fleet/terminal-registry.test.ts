import { isAllowedAddress } from '../../../core/fleet/terminals/allowed-address.ts';
import { canonicalHost, sourceKey } from '../../../core/fleet/terminal-address.ts';
import { compareRegistry, type TerminalRow, viewRegistry } from '../../../core/fleet/terminal-registry.ts';

const row = (id: number, host: string, port = 3000, password: string | null = null): TerminalRow => ({
  id,
  host,
  port,
  passwordSealed: password === null ? null : Buffer.from(password),
});
const addresses = new Map([
  ['10.0.0.1', '10.0.0.1'],
  ['127.0.0.1', '127.0.0.1'],
  ['trader.example', '10.0.0.1'],
]);

describe('the registry of terminals', () => {
  it('finds a terminal by the address of its host name', () => {
    const view = viewRegistry([row(1, 'Trader.example')], addresses);

    expect(view.terminals.get(sourceKey('10.0.0.1', 3000))).toMatchObject({ id: 1, address: '10.0.0.1' });
  });

  it('knows the spellings of this machine as one', () => {
    expect(['localhost', '::1', '0.0.0.0', '127.0.0.1'].map(canonicalHost)).toEqual(
      Array(4).fill('127.0.0.1'),
    );
    expect(canonicalHost('::ffff:10.0.0.1')).toBe('10.0.0.1');
  });

  it('refuses the newer of two terminals whose names lead to one address and port', () => {
    const view = viewRegistry(
      [row(1, '10.0.0.1'), row(2, 'trader.example'), row(3, 'trader.example', 3001)],
      addresses,
    );

    expect(view.conflicting).toEqual([2]);
    expect([...view.terminals.values()].map(({ id }) => id)).toEqual([1, 3]);
  });

  it("leaves an address with who has it when an older terminal's name is led there", () => {
    const before = viewRegistry([row(1, 'elsewhere.example'), row(2, '10.0.0.1')], addresses);
    const rebound = new Map([...addresses, ['elsewhere.example', '10.0.0.1']]);
    const after = viewRegistry(
      [row(1, 'elsewhere.example'), row(2, '10.0.0.1')],
      rebound,
      undefined,
      before.terminals,
    );

    expect(after.conflicting).toEqual([1]);
    expect(compareRegistry(before.terminals, after.terminals)).toEqual({ removed: [], added: [] });
  });

  it('leaves out a terminal whose host has no address', () => {
    expect(viewRegistry([row(1, 'nowhere.example')], addresses)).toMatchObject({ unresolved: [1] });
  });

  it('refuses a terminal whose name leads where none may be, also when it was elsewhere before', () => {
    const rebound = new Map([['trader.example', '169.254.169.254']]);
    const view = viewRegistry([row(1, 'Trader.example')], rebound, (address) =>
      isAllowedAddress(address, 'outside'),
    );

    expect(view).toMatchObject({ forbidden: [1], unresolved: [] });
    expect(view.terminals.size).toBe(0);
  });

  it('tells a moved terminal, a changed password and a removed one, and nothing else', () => {
    const before = viewRegistry(
      [row(1, '10.0.0.1'), row(2, '127.0.0.1', 1, 'old'), row(3, '127.0.0.1', 2), row(4, '127.0.0.1', 3)],
      addresses,
    );
    const after = viewRegistry(
      [row(1, '10.0.0.1', 3001), row(2, '127.0.0.1', 1, 'new'), row(3, '127.0.0.1', 2)],
      addresses,
    );
    const change = compareRegistry(before.terminals, after.terminals);

    expect(change.removed.map(({ id, port }) => [id, port])).toEqual([
      [1, 3000],
      [2, 1],
      [4, 3],
    ]);
    expect(change.added.map(({ id, port }) => [id, port])).toEqual([
      [1, 3001],
      [2, 1],
    ]);
  });

  it('gives every address and port a key of its own, and none to what is no IPv4 address', () => {
    expect(
      new Set([
        sourceKey('1.2.3.4', 5),
        sourceKey('1.2.3.5', 4),
        sourceKey('1.2.4.3', 5),
        sourceKey('4.3.2.1', 5),
      ]).size,
    ).toBe(4);
    expect([sourceKey('::1', 5), sourceKey('host', 5), sourceKey('1.2.3', 5)]).toEqual([-1, -1, -1]);
    expect(Number.isSafeInteger(sourceKey('255.255.255.255', 65_535))).toBe(true);
  });
});
