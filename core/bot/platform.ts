import type { RunOnce } from '../aws/run-once.ts';
import type { SessionTable } from '../aws/session-table.ts';
import type { TurnGuard } from '../guard/guard.ts';
import type { AuditPort } from './audit-port.ts';
import type { OutboxPort } from './outbox-port.ts';
import type { UserDirectory } from './users/user-directory.ts';
import type { DeadUpdate } from './webhook/dead-update.ts';

/** What the bots' runtime needs of the world. */
export interface BotPlatform {
  readonly sessions: SessionTable;
  readonly runOnce: RunOnce;
  /** Counts a failed try of an update, and says the how-manieth it was. */
  readonly countFailedTry: (bot: string, updateId: number) => Promise<number>;
  /** Returns once the update is safe in the queue of those that were given up. */
  readonly keepDeadUpdate: (dead: DeadUpdate) => Promise<void>;
  readonly users: UserDirectory;
  readonly guard: TurnGuard;
  readonly outbox: OutboxPort;
  readonly audit: AuditPort;
  /** Milliseconds since 1970. */
  readonly nowMs: () => number;
  /** Unpredictable bytes. */
  readonly randomBytes: (count: number) => Buffer;
  /** Where the bots send. Default: Telegram. */
  readonly apiRoot: string | undefined;
}
