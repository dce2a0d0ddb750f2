import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { pino } from 'pino';
import { findDatabase } from '../core/aws/find-database.ts';
import { openReceiverBeat } from '../core/aws/receiver-beat.ts';
import { openLeaseTable } from '../core/aws/lease-table.ts';
import { sendMessages } from '../core/aws/records-queue.ts';
import { openPool } from '../core/database/pool.ts';
import { monotonicClock } from '../core/fleet/leases/clock.ts';
import { LeaseKeeper } from '../core/fleet/leases/lease-keeper.ts';
import { LEASE_POLICY } from '../core/fleet/leases/lease-policy.ts';
import { SUBSCRIPTION_POLICY } from '../core/fleet/subscription-planner.ts';
import { AWAITED_BYTES, AwaitedReplies } from './awaited-replies.ts';
import { CommandGateway } from './command-gateway.ts';
import type { IngestConfig } from './config.ts';
import { Delivery } from './delivery.ts';
import { MetricsEmitter } from './emit-metrics.ts';
import { findGatewayAddress } from './gateway-address.ts';
import { startHealthServer } from './health-server.ts';
import { Heartbeat } from './heartbeat.ts';
import { HostWatch } from './host-figures.ts';
import { KernelDropCounter, readKernelDrops } from './kernel-drops.ts';
import { MeasurementWriter } from './measurement-writer.ts';
import { claimPort } from './port-claim.ts';
import { RegistryFollower } from './registry-follower.ts';
import { ResultWriter } from './result-writer.ts';
import { Spool } from './spool.ts';
import { waitForSuccessors } from './successors.ts';
import type { Supervisor } from './supervisor.ts';
import { TaskMeasurer } from './task-measurer.ts';
import { TaskMetrics, type TaskSnapshot } from './task-metrics.ts';
import { TerminalSpeaker } from './terminal-speaker.ts';
import { MAX_TERMINALS, TerminalWatch } from './terminal-watch.ts';
import { Threads } from './threads.ts';

const KERNEL_DROPS_INTERVAL_MS = 1_000;

/** ECS gives 120 s between SIGTERM and SIGKILL; what SQS does not take in this time stays in the spool. */
const DELIVERY_LIMIT_MS = 60_000;

/** A task that is started while this one leaves owns the shards within two looks; longer, and nobody is coming. */
const SUCCESSORS_LIMIT_MS = 10_000;
/** Together with the two limits above this stays within the 120 s. */
const RESUBSCRIPTION_LIMIT_MS = 30_000;

/** Answers to what was sent are waited for while the task still receives: beside the two limits above, not after them. */
const ANSWERS_LIMIT_MS = 30_000;
/** On one machine a restart should not take half a minute for a terminal that is silent. */
const SUPERVISED_ANSWERS_LIMIT_MS = 3_000;
const RESULTS_LIMIT_MS = 5_000;

const SPOOL_LOOK_INTERVAL_MS = 5_000;

const QUEUE_BYTES = 128 * 1024 * 1024;
const SLAB_MS = 10;

export interface RunningTask {
  /** Flushes everything that was received, then ends. Nothing accepted is lost. */
  stop(): Promise<void>;
}

/** The ingest task on one page: sockets and workers, delivery to SQS, the registry of terminals, health. */
export async function startTask(
  config: IngestConfig,
  supervisor: Supervisor,
  entry: URL,
  onFailure: (error: Error) => void,
): Promise<RunningTask> {
  const log = pino({ level: config.logLevel, base: { component: 'ingest' } });
  // The task has a spool of its own for when SQS is away; the SDK's many tries would only hold batches back from it.
  const sqs = new SQSClient({
    maxAttempts: 2,
    // Without the last one the SDK only warns.
    requestHandler: { connectionTimeout: 1_000, requestTimeout: 5_000, throwOnRequestTimeout: true },
  });
  const spool = await Spool.open(config.spoolDir, config.spoolMaxBytes);
  const delivery = new Delivery((batches) => sendMessages(sqs, config.recordsQueueUrl, batches), spool, log);

  if (!config.takeOver) await claimPort(config.udpHost, config.udpPort);
  const lastSeenMs = new SharedArrayBuffer(MAX_TERMINALS * Float64Array.BYTES_PER_ELEMENT);
  const epoch = `${Date.now().toString(36)}${process.pid.toString(36)}`;
  const awaited = new SharedArrayBuffer(AWAITED_BYTES);
  const threads = Threads.start({
    entry,
    receivers: config.receivers,
    workers: config.workers,
    epoch,
    flushMs: config.flushMs,
    receiver: {
      udpHost: config.udpHost,
      reusePort: true,
      receiveBufferBytes: config.receiveBufferBytes,
      slabMs: SLAB_MS,
      queueDatagrams: config.queueDatagrams,
      queueBytes: QUEUE_BYTES,
      sourceDatagramsPerS: Math.ceil(config.queueDatagrams / 2),
    },
    lastSeenMs,
    awaited,
    onReply: (terminalId, part, arrivedAtMs) => speaker.hear(terminalId, part, arrivedAtMs),
    onSendings: (tokens, outcome) => speaker.confirm(tokens, outcome),
    onBatch: (batch) => delivery.accept(batch),
    onFailure,
  });

  const { writer } = await findDatabase(config.database);
  const database = openPool({
    endpoint: writer,
    // The registry asks each second; a claim must not wait for a write of results.
    maxConnections: 2,
    applicationName: 'ingest',
    statementTimeoutMs: 3_000,
    onIdleError: (error) => log.warn({ err: error }, 'database connection lost'),
  });
  // One attempt: the keeper tries again by itself, with a new number each time.
  const dynamo = new DynamoDBClient({
    maxAttempts: 1,
    requestHandler: { connectionTimeout: 1_000, requestTimeout: 1_000, throwOnRequestTimeout: true },
  });
  const region = await dynamo.config.region();
  const leaseTable = openLeaseTable(dynamo, config.coordinationTable, region);
  const leases = new LeaseKeeper({
    table: leaseTable,
    policy: LEASE_POLICY,
    clock: monotonicClock,
    newTaskId: randomUUID,
    log,
  });
  const results = new ResultWriter(database, log);
  const speaker: TerminalSpeaker = new TerminalSpeaker({
    threads,
    ownership: leases,
    awaited: new AwaitedReplies(awaited),
    results,
    targetOf: (terminalId) => watch.targetOf(terminalId),
    log,
  });
  const watch: TerminalWatch = new TerminalWatch(
    threads,
    speaker,
    lastSeenMs,
    config.terminalKey,
    config.keepAliveMs,
    leases,
    log,
  );
  const registry = new RegistryFollower(
    database,
    log,
    (change) => watch.apply(change),
    config.terminalNetworks,
  );

  const kernelDrops = new KernelDropCounter();
  const updateKernelDrops = async (): Promise<void> =>
    kernelDrops.update(await readKernelDrops(threads.port));
  const spoolTimer = setInterval(() => {
    delivery.lookIntoSpool().catch((error: unknown) => log.error({ err: error }, 'the spool cannot be read'));
  }, SPOOL_LOOK_INTERVAL_MS);

  const heartbeat = new Heartbeat(openReceiverBeat(dynamo, config.coordinationTable, region), log);
  let isLeaving = false;
  /** From then on it can also leave without losing anything: whoever was told that it is ready may stop it at once. */
  let isStarted = false;
  const gateway = new CommandGateway({
    database,
    ownership: leases,
    speaker,
    results,
    newClaim: () => `${epoch}/${randomUUID()}`,
    isLeaving: () => isLeaving,
    log,
  });
  const snapshot = (): TaskSnapshot => ({
    receivers: threads.receiverStats,
    workers: threads.workerStats,
    delivery: delivery.stats,
    spool: { bytes: spool.bytes, batches: spool.batches, maxBytes: config.spoolMaxBytes },
    kernelDrops: kernelDrops.total,
    queueLimit: config.queueDatagrams,
    queueBytesLimit: QUEUE_BYTES,
    receiveBufferBytes: threads.receiveBufferBytes,
    gapSeconds: heartbeat.gapSeconds,
    shardsOwned: leases.owned().size,
    speaker: speaker.stats,
    unwrittenResults: results.waiting,
    terminals: {
      registered: registry.view.terminals.size,
      unresolved: registry.view.unresolved.length,
      ...watch.counts,
    },
  });
  const metrics = new TaskMetrics(snapshot);
  const emitter = new MetricsEmitter(config.stage, snapshot);
  const measurements = new MeasurementWriter({
    database,
    instance: epoch,
    measurer: new TaskMeasurer(snapshot, () => performance.now()),
    host: new HostWatch(config.spoolDir),
    udpPort: () => threads.port,
  });
  const health = await startHealthServer(config.httpHost, config.httpPort, {
    notReadyBecause: () => (isLeaving ? 'leaving' : isStarted ? undefined : 'it is still starting'),
    metricsText: () => metrics.text(),
    postCommands: (request) => gateway.post(request),
  });

  await registry.start();
  await threads.listen(config.udpPort);
  await heartbeat.start(config.takeOver, Date.now);
  if (heartbeat.gapSeconds > 0)
    log.warn({ gapSeconds: heartbeat.gapSeconds }, 'nobody received for a while before this task');
  await updateKernelDrops();
  const kernelTimer = setInterval(() => void updateKernelDrops(), KERNEL_DROPS_INTERVAL_MS);
  // Not before it receives: whoever is spoken to pushes at once. Ready without any lease: the old task waits for this one to be ready.
  leases.start(await findGatewayAddress(config, health.port, log));
  watch.start();
  speaker.start();
  emitter.start();
  measurements.start();
  isStarted = true;
  supervisor.sayReady({ udpPort: threads.port, httpPort: health.port });
  log.info(
    { udpPort: threads.port, httpPort: health.port, receiveBufferBytes: threads.receiveBufferBytes },
    'receiving',
  );

  /** Goes on receiving until the new owners have spoken to the terminals, which push here until then. */
  async function leaveTerminals(): Promise<void> {
    const { online, silent } = watch.counts;
    if (supervisor.isPresent) {
      await Promise.all([leases.leave(), supervisor.waitForReplacement()]);
      return;
    }
    const shards = await leases.leave();
    if (shards.size === 0) return;
    const { lookMs } = LEASE_POLICY;
    const wait = { table: leaseTable, clock: monotonicClock, lookMs, limitMs: SUCCESSORS_LIMIT_MS };
    if (!(await waitForSuccessors(shards, wait))) return;
    const resubscriptionMs = 1_000 + ((online + silent) / SUBSCRIPTION_POLICY.perSecond) * 1_000;
    await delay(Math.min(resubscriptionMs, RESUBSCRIPTION_LIMIT_MS));
  }

  return {
    async stop() {
      isLeaving = true;
      watch.stop();
      heartbeat.stop();
      const answersMs = supervisor.isPresent ? SUPERVISED_ANSWERS_LIMIT_MS : ANSWERS_LIMIT_MS;
      await Promise.all([leaveTerminals(), speaker.finish(answersMs)]);
      await threads.finish();
      await registry.stop();
      await Promise.all([delivery.finish(DELIVERY_LIMIT_MS), results.finish(RESULTS_LIMIT_MS)]);
      emitter.stop();
      await measurements.stop();
      clearInterval(kernelTimer);
      clearInterval(spoolTimer);
      await health.close();
      await database.end();
      sqs.destroy();
      dynamo.destroy();
      log.info({ ...delivery.stats, spooledBatches: spool.batches }, 'left');
    },
  };
}
