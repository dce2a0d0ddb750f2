import { invokeAsynchronously } from '../../../local/lambda/invoke-asynchronously.ts';

/** A function that fails so many times, and what became of one event. */
async function run(failures: number, retries = 2) {
  const seen = { invocations: 0, slept: [] as number[], reported: [] as unknown[], sent: [] as unknown[] };
  await invokeAsynchronously(
    {
      wiring: { functionArn: 'arn:fn', retries, queueArn: 'arn:queue' },
      invoke: () => {
        seen.invocations += 1;
        return seen.invocations > failures
          ? Promise.resolve('done')
          : Promise.reject(new Error('no database'));
      },
      sleep: (ms) => {
        seen.slept.push(ms);
        return Promise.resolve();
      },
      sendToQueue: (body) => {
        seen.sent.push(JSON.parse(body));
        return Promise.resolve();
      },
      onFailure: (error) => seen.reported.push(error),
      now: () => new Date('2026-11-21T09:00:00Z'),
    },
    { id: 'event' },
  );
  return seen;
}

describe('invokeAsynchronously', () => {
  it('tries again after one and two minutes, and keeps nothing of what succeeds at last', async () => {
    expect(await run(2)).toMatchObject({ invocations: 3, slept: [60_000, 120_000], sent: [] });
  });

  it('sends what fails to the end to the queue for failures, with its event and its reason', async () => {
    const { invocations, reported, sent } = await run(3);

    expect(invocations).toBe(3);
    expect(reported).toHaveLength(3);
    expect(sent).toEqual([
      {
        version: '1.0',
        timestamp: '2026-11-21T09:00:00.000Z',
        requestContext: {
          functionArn: 'arn:fn:$LATEST',
          condition: 'RetriesExhausted',
          approximateInvokeCount: 3,
        },
        requestPayload: { id: 'event' },
        responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
        responsePayload: { errorMessage: 'Error: no database' },
      },
    ]);
  });

  it('tries no more often than the template says', async () => {
    expect(await run(1, 0)).toMatchObject({ invocations: 1, slept: [] });
  });
});
