import { checkHosts, type ResolveHost } from '../../../core/fleet/terminals/check-host.ts';

const rulesOf = (resolve: ResolveHost) => ({ networks: 'outside' as const, resolve, timeoutMs: 5 });

describe('the hosts of a list', () => {
  it('are asked once each, whatever their spelling', async () => {
    const asked: string[] = [];
    const resolve: ResolveHost = (name) => {
      asked.push(name);
      return Promise.resolve([{ address: name === 'bad.example' ? '127.0.0.1' : '8.8.8.8', family: 4 }]);
    };

    const problems = await checkHosts(
      ['Bad.example', 'bad.example', 'good.example', '10.0.0.1'],
      rulesOf(resolve),
    );

    expect(asked.sort()).toEqual(['bad.example', 'good.example']);
    expect([...problems]).toEqual([['bad.example', 'forbidden']]);
  });

  it('are not all waited for when their name server is silent: the addresses among them are still checked', async () => {
    let asked = 0;
    const resolve: ResolveHost = () => {
      asked += 1;
      return new Promise(() => undefined);
    };
    const names = Array.from({ length: 5_000 }, (_, index) => `t${index}.silent.example`);

    const problems = await checkHosts(['127.0.0.1', '10.0.0.1', ...names], rulesOf(resolve));

    expect(asked).toBeLessThan(20);
    expect(problems.size).toBe(5_001);
    expect(problems.get('t0.silent.example')).toBe('no-answer');
    expect(problems.get('127.0.0.1')).toBe('forbidden');
    expect(problems.has('10.0.0.1')).toBe(false);
  });
});
