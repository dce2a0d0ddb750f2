import { failedMessageIds } from '../../../local/sqs/batch-response.ts';

describe('failedMessageIds', () => {
  const ids = new Set(['a', 'b', 'c']);

  it.each([
    ['nothing', undefined],
    ['null', null],
    ['an empty text', ''],
    ['an empty object', {}],
    ['a null list', { batchItemFailures: null }],
    ['an empty list', { batchItemFailures: [] }],
  ])('takes %s as success of the whole batch', (_, response) => {
    expect([...failedMessageIds(response, ids)]).toEqual([]);
  });

  it('returns only the messages that are named', () => {
    const response = {
      batchItemFailures: [{ itemIdentifier: 'b' }, { itemIdentifier: 'b' }, { itemIdentifier: 'c' }],
    };

    expect([...failedMessageIds(response, ids)]).toEqual(['b', 'c']);
  });

  it.each([
    ['an empty identifier', { batchItemFailures: [{ itemIdentifier: '' }] }],
    ['a null identifier', { batchItemFailures: [{ itemIdentifier: null }] }],
    ['a misspelt key', { batchItemFailures: [{ itemIdentifer: 'b' }] }],
    [
      'an identifier of no message',
      { batchItemFailures: [{ itemIdentifier: 'b' }, { itemIdentifier: 'z' }] },
    ],
    ['a list that is none', { batchItemFailures: 'b' }],
    ['a text', 'failed'],
  ])('takes %s as failure of the whole batch', (_, response) => {
    expect([...failedMessageIds(response, ids)]).toEqual(['a', 'b', 'c']);
  });
});
