/**
 * `npm start`: the whole system on one machine. Ends with 0 after Ctrl-C or SIGTERM, 1 when something could not be started,
 * 2 when the command line is wrong, 130 when it had to be ended by force.
 */
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pc from 'picocolors';
import {
  CommandLineInvalidError,
  type LocalCommand,
  parseCommandLine,
  USAGE,
} from '../local/command-line.ts';
import { describeStack } from '../local/describe-stack.ts';
import { type Guardian, startGuardian } from '../local/process/guardian.ts';
import { KeyPresses } from '../local/process/key-presses.ts';
import type { StepReport } from '../local/process/steps.ts';
import { type Stack, startStack } from '../local/stack.ts';
import { formatStatusLine } from '../local/status/status-line.ts';
import { errorMessage } from '../local/process/errors.ts';

/** Ctrl-C has to be over in half a minute, whatever does not want to end. */
const STOP_LIMIT_MS = 27_000;
const FORCED_END_LIMIT_MS = 1_500;
const TERMINAL_INTERVAL_MS = 1_000;
const LOG_INTERVAL_MS = 10_000;

/** Set once everything is being killed: what fails then fails because of it. */
let forcedEnd: Promise<never> | undefined;

const isTerminal = process.stdout.isTTY;

async function run(command: LocalCommand): Promise<void> {
  const startedAt = performance.now();
  const guardian = startGuardian();
  const { simulatorArgs, terminalsFile, ...rest } = command;
  const starting = startStack(
    {
      ...rest,
      rootDir: dirname(import.meta.dirname),
      simulatorArgs,
      guardian,
      ...(terminalsFile === undefined ? {} : { terminalsFile }),
    },
    printStep,
  );
  const running: { stack?: Stack; signals: number } = { signals: 0 };
  const presses = new KeyPresses();
  const end = (): void => {
    const { press, isNew } = presses.take(performance.now());
    if (!isNew) return;
    running.signals = press;
    if (press > 1) {
      forceEnd(guardian);
      return;
    }
    setTimeout(() => forceEnd(guardian), STOP_LIMIT_MS).unref();
    if (running.stack === undefined)
      console.log('stopping once the start is over; once more ends it by force');
    // A start is not cut short: it takes a few seconds, and its failure is told below.
    starting.then(stopAndExit, () => undefined);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end);

  const stack = await starting;
  running.stack = stack;
  if (running.signals > 0) return;
  console.log(
    `${pc.bold('ready')} after ${((performance.now() - startedAt) / 1_000).toFixed(1)} s; Ctrl-C stops it\n`,
  );
  console.log(describeStack(stack.addresses, command.dataDir, stack.wiring));
  const interval = isTerminal ? TERMINAL_INTERVAL_MS : LOG_INTERVAL_MS;
  setInterval(() => {
    if (running.signals === 0) printStatus(stack);
  }, interval);
}

function printStep({ name, ms, atMs }: StepReport): void {
  const seconds = (value: number): string => (value / 1_000).toFixed(1).padStart(5);
  console.log(
    `${pc.dim(`${seconds(atMs)} s`)}  ${name.padEnd(11)} ${pc.dim(`took ${seconds(ms).trim()} s`)}`,
  );
}

function printStatus(stack: Stack): void {
  const text = formatStatusLine(stack.status());
  if (!isTerminal) {
    console.log(text);
    return;
  }
  // One line, rewritten: what does not fit would wrap and stay.
  // A terminal that does not tell its width says 0.
  const fitting = process.stdout.columns > 0 ? text.slice(0, process.stdout.columns - 1) : text;
  process.stdout.write(`\r\u001b[2K${fitting}`);
}

async function stopAndExit(stack: Stack): Promise<never> {
  console.log(`${isTerminal ? '\n' : ''}stopping`);
  await stack.stop();
  process.exit(0);
}

/** Kills everything, what a start has begun too, and waits until it is gone: the next start must not meet what is left of this one. */
function forceEnd(guardian: Guardian): void {
  forcedEnd ??= killAndExit(guardian);
}

async function killAndExit(guardian: Guardian): Promise<never> {
  guardian.killAll();
  const deadline = performance.now() + FORCED_END_LIMIT_MS;
  while (guardian.pids.length > 0 && performance.now() < deadline) await delay(20);
  guardian.stop();
  process.exit(130);
}

try {
  const command = parseCommandLine(process.argv.slice(2), process.cwd());
  if (command === undefined) console.log(USAGE);
  else await run(command);
} catch (error) {
  await forcedEnd;
  if (error instanceof CommandLineInvalidError) {
    console.error(`${error.message}; see npm start -- --help`);
    process.exit(2);
  }
  console.error(errorMessage(error));
  process.exit(1);
}
