import type { StackAddresses } from './stack-file.ts';

/** What is where, for people. */
export function describeStack(addresses: StackAddresses, dataDir: string): string {
  const lines: readonly (readonly [string, string])[] = [
    ['terminals', `UDP port ${addresses.udpPort}`],
    ['runner', `${addresses.httpUrl}/ready, /status`],
    ['ingest task', `${addresses.ingestUrl}/health, /ready, /metrics`],
    ['database', `psql ${addresses.databaseUrl}`],
    ['read replica', `psql ${addresses.databaseReaderUrl}`],
    ['SQS', addresses.sqsEndpoint],
    ['DynamoDB', addresses.dynamodbEndpoint],
    ['files', `${dataDir} (logs in logs/, all addresses in stack.json)`],
  ];
  return lines.map(([name, text]) => `${name.padEnd(13)} ${text}\n`).join('');
}
