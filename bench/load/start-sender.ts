import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import {
  type SenderOrder,
  type SenderReport,
  senderReportSchema,
  type SenderResult,
} from './sender-protocol.ts';

export class SenderFailedError extends Error {
  override readonly name = 'SenderFailedError';
}

export interface SenderProcess {
  readonly pid: number;
  /** Source ports on 127.0.0.1, in the order in which they send. */
  readonly ports: readonly number[];
  /**
   * Prepares and sends. One run at a time; order ids go on from run to run.
   * @param onStarted the datagrams are prepared and the first one goes out
   */
  run(
    order: Omit<SenderOrder, 'cmd'>,
    onStarted?: () => void,
  ): Promise<SenderResult & { readonly prepareSeconds: number }>;
  stop(): Promise<void>;
}

/** Starts `sender.ts` in a process of its own. @throws SenderFailedError when it ends before it is ready */
export async function startSender(options: {
  readonly sources: number;
  readonly firstOrderId?: number;
}): Promise<SenderProcess> {
  const args = ['--sources', String(options.sources)];
  if (options.firstOrderId !== undefined) args.push('--first-order-id', String(options.firstOrderId));
  const child = fork(fileURLToPath(new URL('./sender.ts', import.meta.url)), args);
  const exited = once(child, 'exit');

  // Kept until asked for: two reports may come in one read.
  const reports: SenderReport[] = [];
  let waiting: ((report: SenderReport) => void) | undefined;
  const take = (report: SenderReport): void => {
    if (waiting === undefined) return void reports.push(report);
    waiting(report);
    waiting = undefined;
  };
  child.on('message', (message) => {
    const report = senderReportSchema.safeParse(message);
    if (report.success) take(report.data);
  });
  child.once('exit', (code, signal) =>
    take({ type: 'failed', reason: `the sender ended (${signal ?? code ?? ''})` }),
  );
  const nextReport = async (): Promise<SenderReport> =>
    reports.shift() ?? (await new Promise<SenderReport>((resolve) => (waiting = resolve)));

  const bound = await nextReport();
  if (bound.type !== 'bound')
    throw new SenderFailedError(bound.type === 'failed' ? bound.reason : 'the sender is confused');
  return {
    pid: child.pid ?? 0,
    ports: bound.ports,
    run: async (order, onStarted) => {
      if (!child.connected) throw new SenderFailedError('the sender has ended');
      let prepareSeconds = 0;
      child.send({ cmd: 'run', ...order });
      for (;;) {
        const report = await nextReport();
        if (report.type === 'failed') throw new SenderFailedError(report.reason);
        if (report.type === 'done') return { ...report, prepareSeconds };
        if (report.type !== 'started') continue;
        ({ prepareSeconds } = report);
        onStarted?.();
      }
    },
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await exited;
    },
  };
}
