import {
  ParameterChangesInvalidError,
  writeSetParamPack,
} from '../../../core/fleet/strategies/set-param-pack.ts';

const strategies = [
  {
    name: 'Alpha',
    folder: '',
    parameters: [
      { name: 'OrderSize', value: '25' },
      { name: 'Comment', value: '' },
    ],
  },
  { name: 'alpha', folder: 'other', parameters: [{ name: 'OrderSize', value: '7' }] },
];

function problemsOf(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    if (error instanceof ParameterChangesInvalidError) return error.problems;
    throw error;
  }
  return undefined;
}

describe('a pack of changes', () => {
  it('and its revert pack leave the strategies as they were', () => {
    const { commands, revert } = writeSetParamPack(strategies, [
      { strategy: 'Alpha', parameter: 'orderSIZE', value: ' 50 ' },
      { strategy: 'Alpha', parameter: 'Comment', value: 'two words' },
    ]);

    expect(commands).toEqual(['SetParam "Alpha" OrderSize 50', 'SetParam "Alpha" Comment two words']);
    expect(revert).toEqual(['SetParam "Alpha" Comment empty', 'SetParam "Alpha" OrderSize 25']);
  });

  it('means the strategy that is spelled so, before one that differs in the case of letters', () => {
    const { revert } = writeSetParamPack(strategies, [
      { strategy: 'alpha', parameter: 'OrderSize', value: '8' },
    ]);

    expect(revert).toEqual(['SetParam "alpha" OrderSize 7']);
  });

  it('is not written at all when one parameter is changed twice, or a value cannot be sent', () => {
    const change = { strategy: 'Alpha', parameter: 'OrderSize', value: '1' };

    expect(problemsOf(() => writeSetParamPack(strategies, [change, { ...change, value: '2' }]))).toEqual([
      { index: 1, field: 'parameter', is: 'repeated' },
    ]);
    expect(
      problemsOf(() => writeSetParamPack(strategies, [{ ...change, value: 'x'.repeat(3_000) }])),
    ).toEqual([{ index: 0, field: 'value', is: 'too-long' }]);
  });
});
