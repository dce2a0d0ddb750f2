import type { LiveTable } from '../aws/live-table.ts';
import type { QueueReader } from '../aws/queue-reader.ts';
import type { SocketPoster } from '../aws/socket-poster.ts';
import type { Databases } from '../database/databases.ts';
import type { HubFigures } from './turns.ts';

export interface LiveFigures extends HubFigures {
  readonly intervalMs: number;
  readonly connections: number;
  readonly users: number;
  /** Connections with something to tell. */
  readonly pending: number;
}

/** What pushing works with. */
export interface PushParts {
  readonly table: LiveTable;
  readonly queue: QueueReader;
  readonly poster: Pick<SocketPoster, 'post' | 'close'>;
  readonly databases: Databases;
  /** Starts the next execution, when this one's time is over. */
  readonly startNext: () => Promise<void>;
  /** Each 10 s, and at the end. Never rejects. */
  readonly report: (figures: LiveFigures) => Promise<void>;
  /** Told of what failed and is tried again. */
  readonly onProblem: (what: string, error: unknown) => void;
  /** Never the same twice. */
  readonly holder: string;
  /** Of the execution. */
  readonly remainingMs: () => number;
  readonly nowMs: () => number;
  readonly sleep: (ms: number) => Promise<void>;
}
