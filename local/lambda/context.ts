import type { InvokeMessage } from './messages.ts';

export interface FunctionIdentity {
  readonly name: string;
  readonly arn: string;
  readonly memoryMb: string;
}

/** The context object of Lambda's Node runtime, as far as a function may rely on it. */
export function createContext(
  identity: FunctionIdentity,
  invocation: InvokeMessage,
  now: () => number,
): object {
  return {
    awsRequestId: invocation.requestId,
    callbackWaitsForEmptyEventLoop: true,
    functionName: identity.name,
    functionVersion: '$LATEST',
    invokedFunctionArn: identity.arn,
    logGroupName: `/aws/lambda/${identity.name}`,
    logStreamName: `local/[$LATEST]${process.pid}`,
    memoryLimitInMB: identity.memoryMb,
    getRemainingTimeInMillis: () => Math.max(0, Math.floor(invocation.deadlineMs - now())),
  };
}
