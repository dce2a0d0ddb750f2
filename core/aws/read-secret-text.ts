import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

/** The text of a secret as Secrets Manager has it now. @throws what the SDK throws */
export async function readSecretText(secretArn: string): Promise<string> {
  const client = new SecretsManagerClient();
  try {
    const { SecretString = '' } = await client.send(new GetSecretValueCommand({ SecretId: secretArn }));
    return SecretString;
  } finally {
    client.destroy();
  }
}
