/**
 * Starts a function of ours without waiting for what it does. The SDK is loaded at the first call: most executions start nothing.
 * @param pauseMs calls within it of one that was made do nothing: a start takes a while to be seen
 */
export function openFunction(functionName: string, pauseMs = 0): () => Promise<void> {
  let startedAtMs = -Infinity;
  let sending: Promise<(payload: string) => Promise<unknown>> | undefined;
  const open = async (): Promise<(payload: string) => Promise<unknown>> => {
    const { InvokeCommand, LambdaClient } = await import('@aws-sdk/client-lambda');
    const client = new LambdaClient({
      maxAttempts: 2,
      requestHandler: { connectionTimeout: 1_000, requestTimeout: 2_000, throwOnRequestTimeout: true },
    });
    return (payload) =>
      client.send(
        new InvokeCommand({
          FunctionName: functionName,
          InvocationType: 'Event',
          Payload: Buffer.from(payload),
        }),
      );
  };
  return async () => {
    const nowMs = performance.now();
    if (nowMs - startedAtMs < pauseMs) return;
    sending ??= open();
    startedAtMs = nowMs;
    await (
      await sending
    )('{}');
  };
}
