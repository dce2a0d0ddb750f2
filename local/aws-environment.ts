/** Where the stand-ins of AWS are, for the SDK in a program. Its own variables, so that no program has to know of them. */
export interface AwsAddresses {
  readonly region: string;
  readonly sqsEndpoint: string;
  readonly dynamodbEndpoint: string;
}

export function awsEnvironment({
  region,
  sqsEndpoint,
  dynamodbEndpoint,
}: AwsAddresses): Record<string, string> {
  return {
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_ENDPOINT_URL_SQS: sqsEndpoint,
    AWS_ENDPOINT_URL_DYNAMODB: dynamodbEndpoint,
    // Without this the SDK asks the instance metadata service for what it misses, and waits for it.
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}
