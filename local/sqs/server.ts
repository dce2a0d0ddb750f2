/**
 * SQS on this machine: fauxqs in a process of its own. Started by `start-sqs.ts`, which tells the port, the folder of the
 * messages and the queues of the template.
 *
 * Not by `startFauxqs`, for three reasons, all of version 2.4.1: it listens on every interface of the machine; its SQLite is
 * synchronised to disk at each call, which halves its throughput, while a killed process loses nothing without it; and with
 * persistence a ChangeMessageVisibility to 0 fails on a NOT NULL column after the message has left memory.
 */
import { createServer } from 'node:http';
import { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { buildApp } from 'fauxqs';
import { PersistenceManager } from '../../node_modules/fauxqs/dist/persistence.js';
import { S3Store } from '../../node_modules/fauxqs/dist/s3/s3Store.js';
import { SnsStore } from '../../node_modules/fauxqs/dist/sns/snsStore.js';
import { SqsStore } from '../../node_modules/fauxqs/dist/sqs/sqsStore.js';

const optionsSchema = z.object({
  port: z.number().int(),
  dataDir: z.string(),
  region: z.string(),
  queues: z.array(
    z.object({
      name: z.string(),
      arn: z.string(),
      url: z.string(),
      attributes: z.record(z.string(), z.string()),
    }),
  ),
});

class FauxqsChangedError extends Error {
  override readonly name = 'FauxqsChangedError';
}

class LocalPersistence extends PersistenceManager {
  constructor(dataDir: string) {
    super(dataDir);
    // Survives the end of this process, which is the fault that happens here; not a power cut.
    this.#database().exec('PRAGMA synchronous = OFF');
  }

  /** Keeps the message's receive count, where the library would write NULL. */
  override updateMessageReady(messageId: string): void {
    this.#database()
      .prepare(
        'UPDATE sqs_messages SET receipt_handle = NULL, visibility_deadline = NULL WHERE message_id = ?',
      )
      .run(messageId);
  }

  /** The library keeps its connection to itself. */
  #database(): DatabaseSync {
    const database: unknown = Reflect.get(this, 'db');
    if (database instanceof DatabaseSync) return database;
    throw new FauxqsChangedError('fauxqs has no database connection named db: look at its version');
  }
}

async function serve(options: z.infer<typeof optionsSchema>): Promise<void> {
  const sqsStore = new SqsStore();
  const snsStore = new SnsStore();
  const s3Store = new S3Store();
  const persistence = new LocalPersistence(options.dataDir);
  persistence.loadSqsAndSns(sqsStore, snsStore);
  sqsStore.persistence = persistence;
  for (const queue of sqsStore.allQueues()) queue.persistence = persistence;
  for (const { name, arn, url, attributes } of options.queues) {
    const kept = sqsStore.getQueueByName(name);
    if (kept === undefined) {
      sqsStore.createQueue(name, url, arn, attributes);
    } else {
      // Kept from an earlier run with its messages; the template may have changed since.
      Object.assign(kept.attributes, attributes);
      persistence.updateQueueAttributes(name, kept.attributes, kept.lastModifiedTimestamp);
    }
  }

  const app = buildApp({
    logger: false,
    defaultRegion: options.region,
    stores: { sqsStore, snsStore, s3Store },
  });
  await app.ready();
  const server = createServer((request, response) => app.routing(request, response));
  // Batches come seldom when the fleet is quiet: a connection that the client keeps must not be closed under its next request.
  server.keepAliveTimeout = 75_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, '127.0.0.1', resolve);
  });

  const stop = (): void => {
    server.close(() => {
      persistence.close();
      process.exit(0);
    });
    // A long poll that ends now ends empty: it must not take messages for a client that is gone.
    sqsStore.shutdown();
    server.closeIdleConnections();
    setTimeout(() => server.closeAllConnections(), 1_000).unref();
  };
  process.once('SIGTERM', stop);
  process.once('disconnect', stop);
}

process.once('message', (message) => {
  serve(optionsSchema.parse(message)).then(
    () => process.send?.({ type: 'ready' }),
    (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
      process.exit(1);
    },
  );
});
