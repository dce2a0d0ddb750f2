/** Starts a function of ours without waiting for what it does. The SDK is loaded at the first call: most executions start nothing. */
export function openFunction(functionName: string): () => Promise<void> {
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
    sending ??= open();
    await (
      await sending
    )('{}');
  };
}
