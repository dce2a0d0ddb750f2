import { ENV } from '../../core/contracts/env.ts';

export interface IngestAddresses {
  readonly databaseUrl: string;
  readonly queueUrl: string;
  readonly coordinationTable: string;
  readonly dynamodbUrl: string;
  readonly terminalKey: Buffer;
  readonly udpPort: number;
  readonly httpPort: number;
  readonly spoolDir: string;
}

/** What the ingest task reads from its environment, on this machine. */
export function ingestEnvironment(given: IngestAddresses): Record<string, string> {
  return {
    [ENV.databaseUrl]: given.databaseUrl,
    [ENV.recordsQueueUrl]: given.queueUrl,
    [ENV.coordinationTable]: given.coordinationTable,
    [ENV.terminalKey]: given.terminalKey.toString('base64'),
    [ENV.terminalNetworks]: 'anywhere',
    [ENV.udpHost]: '127.0.0.1',
    [ENV.udpPort]: String(given.udpPort),
    [ENV.ingestHttpHost]: '127.0.0.1',
    [ENV.ingestHttpPort]: String(given.httpPort),
    [ENV.ingestSpoolDir]: given.spoolDir,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_ENDPOINT_URL_DYNAMODB: given.dynamodbUrl,
  };
}
