/** Where the stand-ins of AWS are, for the SDK in a program. Its own variables, so that no program has to know of them. */
export interface AwsAddresses {
  readonly region: string;
  readonly sqsEndpoint: string;
  readonly dynamodbEndpoint: string;
  /** The runner: it takes invocations of functions, and has the connections of WebSocket APIs below it. */
  readonly httpUrl: string;
  /** Of the WebSocket API, when there is one. */
  readonly webSocketStage: string | undefined;
}

export function awsEnvironment({
  region,
  sqsEndpoint,
  dynamodbEndpoint,
  httpUrl,
  webSocketStage,
}: AwsAddresses): Record<string, string> {
  return {
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_ENDPOINT_URL_SQS: sqsEndpoint,
    AWS_ENDPOINT_URL_DYNAMODB: dynamodbEndpoint,
    AWS_ENDPOINT_URL_LAMBDA: httpUrl,
    ...(webSocketStage === undefined
      ? {}
      : { AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI: `${httpUrl}/${webSocketStage}` }),
    // A service without a stand-in is refused at once: nobody listens on port 1, and nothing of this machine asks the real AWS.
    AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
    // Without this the SDK asks the instance metadata service for what it misses, and waits for it.
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}
