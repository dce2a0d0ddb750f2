import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { until } from '../support/until.ts';
import { isAlive } from '../support/is-alive.ts';

const ROOT = join(__dirname, '../..');

let dataDir: string;
let npm: ChildProcess;
let printed: string;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'npm-start-'));
  printed = '';
  const options = ['--no-simulator', '--http-port', '0', '--udp-port', '0', '--data-dir', dataDir];
  // A process group of its own, as a shell makes for what it runs in the foreground.
  npm = spawn('npm', ['start', '--', ...options], {
    cwd: ROOT,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [npm.stdout, npm.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => (printed += text));
});

afterEach(async () => {
  if (npm.exitCode === null && npm.signalCode === null) {
    const ended = once(npm, 'exit');
    process.kill(-(npm.pid ?? 0), 'SIGTERM');
    await ended;
  }
  rmSync(dataDir, { recursive: true, force: true });
});

/** The terminal signals the whole foreground group; npm is in it and passes its own on. */
function pressCtrlC(): void {
  process.kill(-(npm.pid ?? 0), 'SIGINT');
}

function pids(): number[] {
  const file: unknown = JSON.parse(readFileSync(join(dataDir, 'stack.json'), 'utf8'));
  return Object.values(z.object({ pids: z.record(z.string(), z.number()) }).parse(file).pids);
}

describe('npm start', () => {
  it('stops everything in its order at one Ctrl-C', async () => {
    await until('the system is ready', 60_000, () => existsSync(join(dataDir, 'stack.json')));
    const started = pids();
    const ended = once(npm, 'exit');

    pressCtrlC();
    await ended;

    expect(printed).toContain('stopping');
    // What is left by a forced end.
    expect(existsSync(join(dataDir, 'stack.json'))).toBe(false);
    expect(started.filter(isAlive)).toEqual([]);
  }, 90_000);
});
