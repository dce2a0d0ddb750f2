import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { Guardian } from './process/guardian.ts';
import type { LogFile } from './process/log-file.ts';
import { startProgram } from './process/program.ts';
import type { TerminalEntry } from '../core/fleet/terminals/terminal-fields.ts';

const LISTENING_TIMEOUT_MS = 30_000;
const STOP_GRACE_MS = 3_000;

const counts = z.record(z.string(), z.number());
const sentSchema = z.looseObject({ messages: counts, lostMessages: counts, datagrams: z.number() });
const reportSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('listening'),
    terminals: z.array(
      z.object({ name: z.string(), host: z.string(), port: z.number().int(), password: z.string() }),
    ),
  }),
  sentSchema.extend({ type: z.literal('sent') }),
  sentSchema.extend({ type: z.literal('silent') }),
]);

/** What the simulator has put on the wire: whole messages by kind, those of which it lost a part, and datagrams. */
export type SimulatorCounts = z.infer<typeof sentSchema>;

export class SimulatorNotReadyError extends Error {
  override readonly name = 'SimulatorNotReadyError';
}

export interface SimulatorProcess {
  readonly pid: number;
  readonly terminals: readonly TerminalEntry[];
  /** Of the last report; one comes each second. */
  readonly counts: () => SimulatorCounts | undefined;
  /** Sends nothing more. @returns the final counts */
  fallSilent(): Promise<SimulatorCounts>;
  readonly exited: Promise<unknown>;
  stop(): Promise<void>;
}

export interface SimulatorProcessOptions {
  readonly entryPath: string;
  /** As given on its command line: `--terminals`, `100`. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly log: LogFile;
  readonly guardian: Guardian;
}

/** @throws SimulatorNotReadyError when its terminals do not listen */
export async function startSimulator(options: SimulatorProcessOptions): Promise<SimulatorProcess> {
  const program = await startProgram({
    name: 'simulator',
    command: process.execPath,
    args: [options.entryPath, ...options.args],
    env: options.env,
    cwd: options.cwd,
    log: options.log,
    guardian: options.guardian,
    ipc: 'json',
  });
  const listening = Promise.withResolvers<TerminalEntry[]>();
  const silent = Promise.withResolvers<SimulatorCounts>();
  let counts: SimulatorCounts | undefined;
  program.onMessage((message) => {
    const parsed = reportSchema.safeParse(message);
    if (!parsed.success) return;
    if (parsed.data.type === 'listening') {
      listening.resolve(parsed.data.terminals);
      return;
    }
    counts = parsed.data;
    if (parsed.data.type === 'silent') silent.resolve(parsed.data);
  });
  const outcome = await Promise.race([
    listening.promise,
    program.exited.then(() => 'it ended'),
    sleep(LISTENING_TIMEOUT_MS, `not in ${LISTENING_TIMEOUT_MS} ms`, { ref: false }),
  ]);
  if (typeof outcome === 'string') {
    await program.stop(0);
    throw new SimulatorNotReadyError(`the simulator is not ready: ${outcome}; see its log`);
  }
  return {
    pid: program.pid,
    terminals: outcome,
    counts: () => counts,
    fallSilent: () => {
      program.send({ type: 'fall-silent' });
      return silent.promise;
    },
    exited: program.exited,
    stop: async () => {
      await program.stop(STOP_GRACE_MS);
    },
  };
}
