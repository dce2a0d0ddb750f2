import type { AuditAct } from './turn.ts';

/** A privileged act with who did it and whence. */
export interface TurnAudit extends AuditAct {
  readonly actorId: number;
  /** The chat in which it was asked for. */
  readonly chatId: number;
  readonly bot: string;
}

export interface AuditPort {
  /** Returns once the row is written. */
  write(act: TurnAudit): Promise<void>;
}
