import type { App } from 'aws-cdk-lib';
import type { WatchedQueue } from './alarms/queues.ts';
import type { QueueWithDeadLetters } from './constructs/queue-with-dead-letters.ts';
import { domainOf } from './domain.ts';
import { environmentOf, type Place, stackName } from './place.ts';
import { ApiStack } from './stacks/api-stack.ts';
import { BackupStack } from './stacks/backup-stack.ts';
import { CacheStack } from './stacks/cache-stack.ts';
import { DatabaseStack } from './stacks/database-stack.ts';
import { FleetStack } from './stacks/fleet-stack.ts';
import { IngestStack } from './stacks/ingest-stack.ts';
import { LiveStack } from './stacks/live-stack.ts';
import { MeasuringStack } from './stacks/measuring-stack.ts';
import { MessagingStack } from './stacks/messaging-stack.ts';
import { NetworkStack } from './stacks/network-stack.ts';
import { ObservabilityStack } from './stacks/observability-stack.ts';
import { OriginStack } from './stacks/origin-stack.ts';
import { SharedStateStack } from './stacks/shared-state-stack.ts';
import { StandbyStack } from './stacks/standby-stack.ts';
import { StoreStack } from './stacks/store-stack.ts';

/** What the edge and the standby need of a region. */
export interface Region {
  /** Of the primary: it holds the secret that CloudFront shows to the API. */
  readonly shared: SharedStateStack | undefined;
  readonly database: DatabaseStack;
  readonly api: ApiStack;
  readonly live: LiveStack;
}

/**
 * The system of one region on one page. Both regions of a pair have it; the primary also has what is made once for both (tables and
 * secrets, with their copies), the standby also has what watches the primary. Stacks of one region refer to each other; to another
 * region's they only know fixed names (`names.ts`).
 * @param primary for a standby, when both are synthesized: `cdk deploy --all` then makes what is shared first. That order is the command
 *   line's alone and stands in no template; with `-c region=` the standby is deployed without its primary.
 */
export function defineRegion(app: App, place: Place, primary?: Region): Region {
  const { stage, region, role } = place;
  const id = (part: string): string => stackName(stage, region, part);
  const common = { place, env: environmentOf(region) };
  const domain = domainOf(stage);

  const shared = role === 'primary' ? new SharedStateStack(app, id('shared-state'), common) : undefined;
  const network = new NetworkStack(app, id('network'), common);
  const database = new DatabaseStack(app, id('database'), { ...common, network });
  const cache = new CacheStack(app, id('cache'), { ...common, network });
  const store = new StoreStack(app, id('store'), { ...common, network, database: database.direct });
  const ingest = new IngestStack(app, id('ingest'), {
    ...common,
    network,
    database: database.direct,
    records: store.records.queue,
  });
  const messaging = new MessagingStack(app, id('messaging'), {
    ...common,
    network,
    database: database.pooled,
    cache: cache.access,
  });
  const fleet = new FleetStack(app, id('fleet'), {
    ...common,
    network,
    database: database.pooled,
    messages: messaging.messages.queue,
  });
  const measured = { records: store.records, messages: messaging.messages, commands: fleet.commands };
  const api = new ApiStack(app, id('api'), {
    ...common,
    network,
    database: database.pooled,
    cache: cache.access,
    messages: messaging.messages.queue,
    commands: fleet.commands.queue,
    measured,
  });
  const live = new LiveStack(app, id('live'), {
    ...common,
    network,
    database: database.pooled,
    changes: store.changes,
  });
  const measuring = new MeasuringStack(app, id('measuring'), {
    ...common,
    network,
    database: database.pooled,
    queues: { ...measured, updateDeadLetters: api.updateDeadLetters },
  });
  const origin =
    domain === undefined
      ? undefined
      : new OriginStack(app, id('origin'), { ...common, domain, apiId: api.apiId, liveApiId: live.apiId });
  const standby =
    role === 'standby' && domain !== undefined
      ? new StandbyStack(app, id('standby'), { ...common, domain })
      : undefined;
  const backup = new BackupStack(app, id('backup'), { ...common, network });
  const observability = new ObservabilityStack(app, id('observability'), {
    ...common,
    functions: [store, messaging, fleet, api, live, measuring, standby].flatMap(
      (stack) => stack?.functions ?? [],
    ),
    queues: [
      watched('records', store.records),
      watched('messages', messaging.messages),
      watched('commands', fleet.commands),
    ],
    keepers: [{ name: 'updates', queue: api.updateDeadLetters }],
    changes: store.changes,
    database,
    cache,
    ingest,
    api,
  });

  // What only knows the shared state by its names still needs it to be there.
  if (shared !== undefined)
    for (const stack of [
      database,
      store,
      ingest,
      messaging,
      fleet,
      api,
      live,
      measuring,
      backup,
      observability,
    ])
      stack.addStackDependency(shared);
  // AWS Backup is given the cluster by its name; the filter of slow queries is given its log.
  for (const stack of [backup, observability]) stack.addStackDependency(database);
  if (origin !== undefined) for (const stack of [api, live]) origin.addStackDependency(stack);
  // Migrations run in the store's stack, before the code that needs them.
  for (const stack of [ingest, messaging, fleet, api, live, measuring]) stack.addStackDependency(store);
  if (primary?.shared !== undefined) network.addStackDependency(primary.shared);
  if (primary !== undefined) database.addStackDependency(primary.database);
  standby?.addStackDependency(database);
  return { shared, database, api, live };
}

function watched(name: string, { queue, deadLetterQueue }: QueueWithDeadLetters): WatchedQueue {
  return { name, queue, deadLetterQueue };
}
