import type { Wiring } from './assembly/wiring.ts';
import type { StackAddresses } from './stack-file.ts';

/** What is where, and what feeds which function, for people. */
export function describeStack(
  addresses: StackAddresses,
  dataDir: string,
  wiring: Pick<Wiring, 'functions' | 'eventSources' | 'schedules' | 'routes'> | undefined,
): string {
  const lines: readonly (readonly [string, string])[] = [
    ['console', `${addresses.httpUrl}/ (open it in a browser)`],
    addresses.botApiUrl === undefined
      ? ['bots', 'speak to Telegram (logs/telegram-polling.log), or to TELEGRAM_API_ROOT']
      : ['chats with bots', `${addresses.botApiUrl} (or ${addresses.httpUrl}/chats)`],
    ['terminals', `UDP port ${addresses.udpPort}`],
    ['runner', `${addresses.httpUrl}/ready, /status`],
    ['ingest task', `${addresses.ingestUrl}/health, /ready, /metrics`],
    ['database', `psql ${addresses.databaseUrl}`],
    ['read replica', `psql ${addresses.databaseReaderUrl}`],
    ['SQS', addresses.sqsEndpoint],
    ['DynamoDB', addresses.dynamodbEndpoint],
    [
      'cache',
      addresses.cacheUrl ??
        'none: programs use their own memory (install valkey or redis-server, or set REDIS_URL)',
    ],
    [
      'files',
      `${dataDir} (logs in logs/, all addresses in stack.json, functions for SAM in sam.template.json)`,
    ],
    ...(wiring === undefined ? [] : describeFunctions(wiring)),
  ];
  return lines.map(([name, text]) => `${name.padEnd(LABEL_CHARACTERS)} ${text}\n`).join('');
}

const LABEL_CHARACTERS = 18;

function describeFunctions({
  functions,
  eventSources,
  schedules,
  routes,
}: Pick<Wiring, 'functions' | 'eventSources' | 'schedules' | 'routes'>): [string, string][] {
  return functions.map(({ name, arn }) => {
    const isOf = ({ functionArn }: { readonly functionArn: string }): boolean => functionArn === arn;
    const triggers = [
      ...routes.filter(isOf).map(({ routeKey }) => routeKey),
      ...eventSources.filter(isOf).map(({ queueArn }) => `queue ${queueArn.split(':').at(-1)}`),
      ...schedules.filter(isOf).map(({ everySeconds }) => `every ${everySeconds / 60} min`),
    ];
    return [name, triggers.length === 0 ? 'called by nothing here' : triggers.join(', ')];
  });
}
