import { writeFileSync } from 'node:fs';
import {
  parseSimulatorOptions,
  SIMULATOR_USAGE,
  SimulatorOptionsInvalidError,
  type SimulatorOptions,
} from './options.ts';
import { type ListeningTerminal, simulatorOrderSchema, type SimulatorReport } from './protocol.ts';
import { SimulatedFleet } from './simulated-fleet.ts';
import { bindTerminalSockets } from './terminal-sockets.ts';

/** One timer for all terminals; 10 ms is far below the jitter of what they send. */
const TICK_MS = 10;

/**
 * The simulator as a process of its own: started by `local/stack.ts` with an IPC channel, or by hand, then it prints what it
 * would tell its parent as JSON lines. Ends on SIGTERM, SIGINT or when the parent goes away.
 */
async function simulate({ fleet: options, csvFile }: SimulatorOptions): Promise<void> {
  // From the first moment: a parent that dies while the sockets are bound must not leave this process behind.
  const endEarly = (): never => process.exit(0);
  process.once('disconnect', endEarly);
  const sockets = await bindTerminalSockets(options.terminals, (index, datagram, peer) => {
    fleet.receive(index, datagram, peer, Date.now());
  });
  const fleet = new SimulatedFleet(options, (index, peer, datagram) => sockets.send(index, peer, datagram));

  let isAskedToBeSilent = false;
  const tick = setInterval(() => {
    fleet.advance(Date.now());
    if (isAskedToBeSilent && fleet.heldBack === 0) {
      isAskedToBeSilent = false;
      report({ type: 'silent', ...fleet.counts });
    }
  }, TICK_MS);
  const reporting = setInterval(() => report({ type: 'sent', ...fleet.counts }), 1_000);

  let hasEnded = false;
  const end = (): void => {
    if (hasEnded) return;
    hasEnded = true;
    clearInterval(tick);
    clearInterval(reporting);
    sockets.close();
    if (process.connected) {
      report({ type: 'sent', ...fleet.counts });
      process.disconnect();
    }
  };
  process.once('SIGTERM', end);
  process.once('SIGINT', end);
  process.off('disconnect', endEarly);
  process.once('disconnect', end);
  process.on('message', (message) => {
    if (!simulatorOrderSchema.safeParse(message).success) return;
    fleet.fallSilent();
    isAskedToBeSilent = true;
  });

  const terminals = fleet.terminals.map(({ name, password }, index) => ({
    name,
    host: sockets.host,
    port: sockets.ports[index] ?? 0,
    password,
  }));
  if (csvFile !== undefined) writeFileSync(csvFile, terminalsCsv(terminals));
  report({ type: 'listening', terminals });
}

function report(message: SimulatorReport): void {
  if (process.send !== undefined) {
    // The parent may have gone in between; `disconnect` ends this process then.
    if (process.connected) process.send(message, undefined, undefined, () => undefined);
    return;
  }
  const line =
    message.type === 'listening' ? { type: message.type, terminals: message.terminals.length } : message;
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

function terminalsCsv(terminals: readonly ListeningTerminal[]): string {
  const lines = terminals.map(({ name, host, port, password }) => [name, host, port, password].join(','));
  return ['name,host,port,password', ...lines, ''].join('\n');
}

try {
  const options = parseSimulatorOptions(process.argv.slice(2), Date.now());
  if (options === undefined) process.stdout.write(SIMULATOR_USAGE);
  else await simulate(options);
} catch (error) {
  if (!(error instanceof SimulatorOptionsInvalidError)) throw error;
  process.stderr.write(`${error.message}\n${SIMULATOR_USAGE}`);
  process.exitCode = 2;
}
