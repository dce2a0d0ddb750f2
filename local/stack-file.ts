import { renameSync, rmSync, writeFileSync } from 'node:fs';

/** Where everything listens: the contents of `DATA_DIR/stack.json` (docs/design.md, "Fixed names"). */
export interface StackAddresses {
  readonly httpUrl: string;
  readonly udpPort: number;
  readonly ingestUrl: string;
  readonly databaseUrl: string;
  /** The standby; the primary itself when the stack runs without one. */
  readonly databaseReaderUrl: string;
  readonly sqsEndpoint: string;
  readonly dynamodbEndpoint: string;
  /** The Bot API emulator and its chat page; absent when the bots speak to Telegram, or to the caller's API root. */
  readonly botApiUrl?: string;
  /** Absent: programs use their own memory. */
  readonly cacheUrl?: string;
}

/** Process ids by program. */
export type ProgramIds = Readonly<Record<string, number>>;

/** Written beside and renamed, so that a reader never sees half of it. */
export class StackFile {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
    this.remove();
  }

  write(addresses: StackAddresses, pids: ProgramIds): void {
    writeFileSync(`${this.#path}.new`, `${JSON.stringify({ ...addresses, pids }, undefined, 2)}\n`, {
      mode: 0o600,
    });
    renameSync(`${this.#path}.new`, this.#path);
  }

  remove(): void {
    rmSync(this.#path, { force: true });
  }
}
