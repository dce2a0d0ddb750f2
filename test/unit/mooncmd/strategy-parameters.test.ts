import fc from 'fast-check';
import { strategiesText } from '../../../core/mooncmd/build-datagrams.ts';
import { readStrategySettings } from '../../../core/mooncmd/strategy-parameters.ts';
import { listStrategies } from '../../../core/mooncmd/strategy-pack.ts';
import { UnreadableError } from '../../../core/mooncmd/unreadable.ts';

describe('a pack of strategies', () => {
  it('is read with folders, parameters and values that hold an equals sign', () => {
    const text = [
      '#Begin_Folder Longs',
      '#Begin_Folder Night',
      '##Begin_Strategy',
      ' StrategyName = Alpha ',
      'Coins=A=B',
      'Empty=',
      'Coins=again',
      'no parameter',
      '##End_Strategy',
      '#End_Folder',
      'Outside=1',
      '##Begin_Strategy',
      'OrderSize=1',
      '##End_Strategy',
      '##Begin_Strategy',
      'StrategyName=Cut off',
    ].join('\r\n');

    expect(readStrategySettings(text)).toEqual([
      {
        name: 'Alpha',
        folder: 'Longs/Night',
        parameters: [
          { name: 'StrategyName', value: 'Alpha' },
          { name: 'Coins', value: 'A=B' },
          { name: 'Empty', value: '' },
        ],
      },
      { name: 'Cut off', folder: 'Longs', parameters: [{ name: 'StrategyName', value: 'Cut off' }] },
    ]);
  });

  it('lists the same strategies with and without their parameters, whatever they are set to', () => {
    const word = fc.stringMatching(/^[A-Za-z][A-Za-z0-9 ]{0,20}$/).map((text) => text.trim());
    const strategy = fc.record({
      name: word,
      parameters: fc.dictionary(fc.stringMatching(/^P[a-z]{1,8}$/), fc.stringMatching(/^[ -~]{0,30}$/)),
    });
    fc.assert(
      fc.property(fc.array(strategy, { maxLength: 8 }), word, (strategies, folder) => {
        const text = strategiesText(folder, strategies);
        const settings = readStrategySettings(text);

        expect(settings.map(({ name }) => name)).toEqual(strategies.map(({ name }) => name));
        expect(listStrategies(text)).toEqual(settings.map(({ name }) => ({ name, folder })));
        for (const [index, { parameters }] of settings.entries())
          expect(Object.fromEntries(parameters.map(({ name, value }) => [name, value]))).toEqual({
            StrategyName: strategies[index]?.name,
            ...Object.fromEntries(
              Object.entries(strategies[index]?.parameters ?? {}).map(([key, value]) => [key, value.trim()]),
            ),
          });
      }),
    );
  });

  it('that is forged to cost memory is refused', () => {
    const many = ['##Begin_Strategy', ...Array.from({ length: 2_001 }, (_, n) => `P${n}=1`)].join('\n');
    const all = '##Begin_Strategy\nStrategyName=S\n'.repeat(5_001);

    expect(() => readStrategySettings(many)).toThrow(UnreadableError);
    expect(() => readStrategySettings(all)).toThrow(UnreadableError);
  });
});
