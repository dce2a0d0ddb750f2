import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { LoadMix } from './load-mix.ts';
import { sendOpenLoop } from './open-loop.ts';
import { type SenderOrder, senderOrderSchema, type SenderReport } from './sender-protocol.ts';
import { bindSenderSockets } from './sender-sockets.ts';

const USAGE = `Sends MoonCMD datagrams to a UDP port of this machine at a fixed rate, whatever the receiver does (open loop).
Two balances to one order event, from many sources in turn. Reports the rate that was really achieved.

  --port N             of the receiver on 127.0.0.1 (required when run by hand)
  --rate N             datagrams a second (10000)
  --seconds N          (5)
  --style gzip|plain   (gzip)
  --sources N          sockets (3000)
  --first-order-id N   each source counts its orders from here (a later run starts higher)

Without --port it takes orders from its parent over IPC: bench/load/start-sender.ts.
`;

/** Keeps default order ids of runs apart: a source does not start more than eight orders a second for hours. */
const ORDER_ID_EPOCH_S = 1_700_000_000;
const ORDER_IDS_PER_SECOND = 8;
const MAX_DATAGRAMS = 4_000_000;

interface Sender {
  readonly ports: readonly number[];
  run(order: SenderOrder, report: (message: SenderReport) => void): Promise<void>;
  close(): void;
}

async function createSender(sources: number, firstOrderId: number): Promise<Sender> {
  const sockets = await bindSenderSockets(sources);
  const mix = new LoadMix({ sources, firstOrderId, nowMs: Date.now() });
  const clock = {
    nowMs: () => performance.now(),
    wait: async (isBehind: boolean) => {
      await (isBehind ? nextTurn() : sleep(1));
    },
  };
  return {
    ports: sockets.ports,
    close: () => sockets.close(),
    run: async ({ ratePerS, seconds, style, port }, report) => {
      const count = Math.round(ratePerS * seconds);
      if (count > MAX_DATAGRAMS) {
        report({ type: 'failed', reason: `${count} datagrams are more than ${MAX_DATAGRAMS}` });
        return;
      }
      const preparedFromMs = performance.now();
      await sockets.connect(port);
      const firstSource = mix.nextSource;
      const datagrams = mix.take(count, style);
      report({ type: 'started', prepareSeconds: (performance.now() - preparedFromMs) / 1000 });

      const errorsBefore = sockets.errors();
      const cpuBefore = process.cpuUsage();
      let source = firstSource - 1;
      const send = (n: number): void => {
        source = source + 1 === sources ? 0 : source + 1;
        const datagram = datagrams[n];
        if (datagram !== undefined) sockets.send(source, datagram);
      };
      const result = await sendOpenLoop(count, ratePerS, send, clock);
      const cpu = process.cpuUsage(cpuBefore);
      const cpuSeconds = (cpu.user + cpu.system) / 1e6;
      report({
        type: 'done',
        ...result,
        cpuSeconds,
        cpuUsPerDatagram: (cpuSeconds * 1e6) / count,
        bytes: datagrams.reduce((sum, datagram) => sum + datagram.length, 0),
        errors: sockets.errors() - errorsBefore,
      });
    },
  };
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string' },
      rate: { type: 'string', default: '10000' },
      seconds: { type: 'string', default: '5' },
      style: { type: 'string', default: 'gzip' },
      sources: { type: 'string', default: '3000' },
      'first-order-id': { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  const isChild = process.send !== undefined;
  if (values.help === true || (values.port === undefined && !isChild)) {
    console.log(USAGE);
    return;
  }
  const defaultOrderId = Math.floor(Date.now() / 1000 - ORDER_ID_EPOCH_S) * ORDER_IDS_PER_SECOND;
  const sender = await createSender(
    Number(values.sources),
    Number(values['first-order-id'] ?? defaultOrderId),
  );

  if (!isChild) {
    const order = senderOrderSchema.parse({
      cmd: 'run',
      ratePerS: Number(values.rate),
      seconds: Number(values.seconds),
      style: values.style,
      port: Number(values.port),
    });
    await sender.run(order, (message) => console.log(JSON.stringify(message)));
    sender.close();
    return;
  }
  const report = (message: SenderReport): void => {
    if (process.connected) process.send?.(message);
  };
  // One after the other: two runs at once would be neither's rate.
  let running: Promise<void> = Promise.resolve();
  process.on('message', (message) => {
    const order = senderOrderSchema.safeParse(message);
    if (!order.success) {
      report({ type: 'failed', reason: order.error.message });
      return;
    }
    running = running
      .then(() => sender.run(order.data, report))
      .catch((error: unknown) => report({ type: 'failed', reason: String(error) }));
  });
  process.once('disconnect', () => process.exit(0));
  report({ type: 'bound', ports: [...sender.ports] });
}

await main();
