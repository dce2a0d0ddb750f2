/**
 * The Bot API emulator as a process of its own: started by `local/bot-api-process.ts` with an IPC channel, or by hand, then it prints its
 * address. Ends on SIGTERM, SIGINT or when the parent goes away; chats are kept in the data directory.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { errorMessage } from '../process/errors.ts';
import { PortTakenError } from '../process/ports.ts';
import {
  BOT_API_USAGE,
  type BotApiCommand,
  BotApiOptionsInvalidError,
  parseBotApiCommand,
} from './command-line.ts';
import { firstState } from './first-state.ts';
import { startBotApiServer } from './server.ts';
import { keepSnapshot, loadState } from './snapshot.ts';

async function serve({ port, dataDir, ...rest }: BotApiCommand): Promise<void> {
  const directory = dataDir ?? mkdtempSync(join(tmpdir(), 'bot-api-'));
  mkdirSync(directory, { recursive: true });
  const path = join(directory, 'chats.json');
  const state = dataDir === undefined ? firstState() : loadState(path);
  const snapshot = dataDir === undefined ? undefined : keepSnapshot(path, state);
  const server = await startBotApiServer({
    ...rest,
    port,
    state,
    filesDir: join(directory, 'files'),
    pageDir: join(import.meta.dirname, 'page'),
    nowMs: Date.now,
    onChange: () => snapshot?.touch(),
    onFailure: (error) => process.stderr.write(`${new Date().toISOString()} ${describe(error)}\n`),
  });

  let hasEnded = false;
  const end = (): void => {
    if (hasEnded) return;
    hasEnded = true;
    snapshot?.save();
    if (dataDir === undefined) rmSync(directory, { recursive: true, force: true });
    void server.close().then(() => process.exit(0));
  };
  process.once('SIGTERM', end);
  process.once('SIGINT', end);
  process.once('disconnect', end);
  if (process.send === undefined) process.stdout.write(`${JSON.stringify({ url: server.url })}\n`);
  else process.send({ type: 'ready', url: server.url });
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : errorMessage(error);
}

try {
  const command = parseBotApiCommand(process.argv.slice(2));
  if (command === undefined) process.stdout.write(BOT_API_USAGE);
  else await serve(command);
} catch (error) {
  if (error instanceof PortTakenError) {
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
  if (!(error instanceof BotApiOptionsInvalidError)) throw error;
  process.stderr.write(`${error.message}\n${BOT_API_USAGE}`);
  process.exitCode = 2;
}
