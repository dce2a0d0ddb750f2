import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { type ClientOrder, type ClientReport, clientReportSchema } from './client-protocol.ts';

export class ClientsFailedError extends Error {
  override readonly name = 'ClientsFailedError';
}

export interface ClientsProcess {
  readonly pid: number;
  /** One order at a time. @throws ClientsFailedError when the process ends, or answers something else */
  ask<Type extends ClientReport['type']>(
    order: ClientOrder,
    expected: Type,
  ): Promise<Extract<ClientReport, { type: Type }>>;
  stop(): Promise<void>;
}

/** The clients, in a process of their own: what they cost is not what is measured. */
export function startClients(): ClientsProcess {
  const child = fork(fileURLToPath(new URL('./clients.ts', import.meta.url)), []);
  const exited = once(child, 'exit');
  return {
    pid: child.pid ?? 0,
    ask: async (order, expected) => {
      const answered = once(child, 'message').then(([message]: unknown[]) => message);
      const ended = exited.then((): never => {
        throw new ClientsFailedError('the process with the clients ended');
      });
      child.send(order);
      const message = await Promise.race([answered, ended]);
      const report = clientReportSchema.parse(message);
      if (!isOf(report, expected)) throw new ClientsFailedError(`${report.type} instead of ${expected}`);
      return report;
    },
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await exited;
    },
  };
}

function isOf<Type extends ClientReport['type']>(
  report: ClientReport,
  type: Type,
): report is Extract<ClientReport, { type: Type }> {
  return report.type === type;
}
