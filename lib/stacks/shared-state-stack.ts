import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { GlobalTable } from '../constructs/global-table.ts';
import { SharedSecret } from '../constructs/shared-secret.ts';
import { EDGE_REGION, type Place, peerRegionOf } from '../place.ts';

export interface SharedStateStackProps extends StackProps {
  /** The primary: a table and a secret are made once, with their replicas. */
  readonly place: Place;
}

/** What both regions know: tables and secrets. Everybody else finds them by the names of `lib/names.ts` in the own region. */
export class SharedStateStack extends Stack {
  constructor(scope: Construct, id: string, props: SharedStateStackProps) {
    super(scope, id, props);
    this.#makeTables(props.place);
    this.#makeSecrets(props.place);
  }

  #makeTables(place: Place): void {
    new GlobalTable(this, 'Sessions', {
      place,
      name: 'sessions',
      partitionKey: 'id',
      consistency: { kind: 'eventual', timeToLiveAttribute: 'expiresAt' },
    });
    new GlobalTable(this, 'Idempotency', {
      place,
      name: 'idempotency',
      // Both names are what powertools' persistence layer writes.
      partitionKey: 'id',
      consistency: { kind: 'eventual', timeToLiveAttribute: 'expiration' },
    });
    new GlobalTable(this, 'Sockets', {
      place,
      name: 'sockets',
      partitionKey: 'connectionId',
      // $disconnect is best effort, and a WebSocket ends after two hours: TTL takes what was left behind.
      consistency: { kind: 'eventual', timeToLiveAttribute: 'expiresAt' },
    });
    new GlobalTable(this, 'Coordination', {
      place,
      name: 'coordination',
      partitionKey: 'id',
      // Under eventual consistency both regions could win one lease: docs/adr/0009-two-tables-two-consistencies.md.
      consistency: { kind: 'strong' },
    });
  }

  #makeSecrets(place: Place): void {
    const peer = peerRegionOf(place);
    const replicaRegions = peer === undefined ? [] : [peer];
    new SharedSecret(this, 'Telegram', {
      place,
      name: 'telegramSecret',
      description:
        '{ webhookSecret, tokens: { bot: token }, alarmChats: [chat id] }; put the tokens in by hand',
      replicaRegions,
      generate: {
        secretStringTemplate: JSON.stringify({ tokens: {}, alarmChats: [] }),
        generateStringKey: 'webhookSecret',
        // Telegram takes A-Z, a-z, 0-9, _ and - only.
        excludePunctuation: true,
        passwordLength: 48,
      },
      whyNotRotated:
        '@BotFather gives a token to a person only; the webhook secret changes with setWebhook of every bot',
    });
    new SharedSecret(this, 'TerminalKey', {
      place,
      name: 'terminalKeySecret',
      description:
        '32 bytes in base64 that seal the passwords of terminals; without it they have to be entered again',
      replicaRegions,
      // 43 characters of base64 are 258 bits: Node reads them as 32 bytes, also without the = at the end. No + and /: about 254 bits.
      generate: { excludePunctuation: true, passwordLength: 43 },
      whyNotRotated:
        'what is in the database is sealed with it: a new key without sealing all anew loses every password',
    });
    new SharedSecret(this, 'Origin', {
      place,
      name: 'originSecret',
      description:
        '{ value }: the header by which the API knows that a request came through CloudFront and its WAF',
      // CloudFront's stack lives in the edge region and reads it at deploy.
      replicaRegions: [...replicaRegions, EDGE_REGION],
      generate: {
        secretStringTemplate: '{}',
        generateStringKey: 'value',
        excludePunctuation: true,
        passwordLength: 43,
      },
      whyNotRotated:
        'CloudFront takes a new value at deploy only: rotated alone, every request would be refused',
    });
  }
}
