import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { firstState } from '../../local/bot-api/first-state.ts';
import { type BotApiServer, startBotApiServer } from '../../local/bot-api/server.ts';
import type { State } from '../../local/bot-api/state.ts';

/** The Bot API emulator with its page, on a port of its own and with the machine's clock. */
export async function startEmulator(
  bots: Readonly<Record<number, string>>,
  state: State = firstState(),
): Promise<BotApiServer & { readonly failures: readonly unknown[] }> {
  const filesDir = mkdtempSync(join(tmpdir(), 'emulator-'));
  const failures: unknown[] = [];
  const server = await startBotApiServer({
    port: 0,
    state,
    filesDir,
    pageDir: join(__dirname, '../../local/bot-api/page'),
    botNames: new Map(Object.entries(bots).map(([id, name]) => [Number(id), name])),
    nowMs: Date.now,
    onChange: () => undefined,
    onFailure: (error) => failures.push(error),
  });
  return {
    ...server,
    failures,
    close: async () => {
      await server.close();
      rmSync(filesDir, { recursive: true, force: true });
    },
  };
}
