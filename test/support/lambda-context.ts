import type { Context } from 'aws-lambda';

/** The context of an execution that ends `remainingMs` from now. */
export function lambdaContext(remainingMs = 10_000): Context {
  const endsAtMs = Date.now() + remainingMs;
  const unused = (): never => {
    throw new Error('gone since Node 24');
  };
  return {
    awsRequestId: 'request',
    callbackWaitsForEmptyEventLoop: true,
    functionName: 'function',
    functionVersion: '$LATEST',
    invokedFunctionArn: 'arn:aws:lambda:eu-west-1:000000000000:function:function',
    logGroupName: 'logs',
    logStreamName: 'stream',
    memoryLimitInMB: '512',
    getRemainingTimeInMillis: () => Math.max(0, endsAtMs - Date.now()),
    /* eslint-disable @typescript-eslint/no-deprecated -- the type still asks for what Node 24 has not */
    done: unused,
    fail: unused,
    succeed: unused,
    /* eslint-enable @typescript-eslint/no-deprecated */
  };
}
