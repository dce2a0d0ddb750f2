import { loadavg } from 'node:os';
import { cpuSecondsOf } from '../ingest/process-usage.ts';
import { recordReplies, startRecorder } from './peer/record-replies.ts';
import type { RecordedReplies } from './peer/recorded-replies.ts';
import { type Peer, startPeer } from './peer/start-peer.ts';
import { median } from '../load/percentile.ts';
import { type Search, searchRate, type Target, warmUp } from './rate-search.ts';
import { TERMINALS } from './seed-people.ts';
import { runSteadily, type SteadyFigures } from './steady-runs.ts';
import { startWebhookLoad, type WebhookLoad } from './webhook-load.ts';
import { startWebhookStack, type WebhookStack } from './webhook-stack.ts';

/** The first searches begin here; on another machine they need a probe or two more. The later ones begin where the first ended. */
const OWN_SEARCH: Search = { startPerS: 120, seconds: 6, maxProbes: 6 };
const PEER_SEARCH: Search = { startPerS: 900, seconds: 4, maxProbes: 4 };
const LATER_PROBES = 3;
const ROUNDS = 2;

/** Of the form that Telegram gives. The peer has chats of its own: a bot edits no messages but its own. */
const PEER_TOKEN = '800001:token-of-the-peer-00000000000000000';

type Say = (line: string) => void;

export interface Round {
  readonly webhookPerS: number;
  readonly bareTelegrafPerS: number;
}

export interface WebhookFigures extends SteadyFigures {
  /** Updates a second, open loop, all answered 200, p95 below 500 ms, nothing piled up; the lower of two searches. */
  readonly sustainedPerS: number;
  /** telegraf alone, one process, which sends the same texts and buttons to the same people out of memory; the lower of two searches. */
  readonly bareTelegrafPerS: number;
  readonly ratioToBareTelegraf: number;
  /** Each search in the order made, webhook and peer in turn: on a shared machine they tell how far to trust the rest. */
  readonly rounds: readonly Round[];
  /** What else this machine was doing before the benchmark began. */
  readonly loadAverageBefore: number;
  readonly people: number;
  readonly terminals: number;
  readonly tables: 'in memory' | 'dynalite';
  readonly cache: 'server' | 'memory of each process';
}

/** The peer did not call the Bot API as often as it was posted to: it would be no peer. */
export class PeerIdleError extends Error {
  override readonly name = 'PeerIdleError';
}

/**
 * The whole webhook under open-loop load: the real bundle in processes like Lambda's, PostgreSQL, the shared cache, conditional writes to
 * tables and the Bot API emulator, on one machine with the sender; and beside it a bare telegraf bot in front of the same emulator.
 * Sets the exit code when an update was not answered or a message is lost.
 */
export async function measureWebhook(
  options: { readonly dynalite: boolean },
  say: Say,
): Promise<WebhookFigures> {
  const loadAverageBefore = Number((loadavg()[0] ?? 0).toFixed(2));
  const stack = await startWebhookStack(options);
  say(`${stack.people.count} people, ${TERMINALS} terminals, load average before ${loadAverageBefore}`);
  const load = await startWebhookLoad(() => readCpu(stack.pids));
  try {
    const figures = await measure(stack, load, say);
    if (figures.errors + figures.messagesLost > 0) {
      say('updates were not answered, or messages lost');
      process.exitCode = 1;
    }
    return {
      ...figures,
      loadAverageBefore,
      people: stack.people.count,
      terminals: TERMINALS,
      tables: options.dynalite ? 'dynalite' : 'in memory',
      cache: stack.hasCache ? 'server' : 'memory of each process',
    };
  } finally {
    await load.stop();
    await stack.stop();
  }
}

async function measure(stack: WebhookStack, load: WebhookLoad, say: Say) {
  const { secret, people, botApiUrl: apiRoot } = stack;
  const replies = await recordAnswers(stack);
  const entry = await stack.openEntry(apiRoot);
  const peer = await startPeer({ token: PEER_TOKEN, apiRoot, secret, replies });
  try {
    const ours = { label: 'webhook', order: { url: entry.url, secret, people } };
    const bare = { label: 'bare telegraf', order: { url: peer.url, secret, people } };
    await warmUp(load, ours, say);
    await warmUp(load, bare, say);
    const rounds: Round[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const { webhookPerS, bareTelegrafPerS } = rounds[0] ?? {};
      rounds.push({
        webhookPerS: await searchRate(load, ours, later(OWN_SEARCH, webhookPerS), say),
        bareTelegrafPerS: await searchPeer(load, bare, later(PEER_SEARCH, bareTelegrafPerS), peer, say),
      });
    }
    const sustainedPerS = median(rounds.map(({ webhookPerS }) => webhookPerS));
    const bareTelegrafPerS = median(rounds.map((round) => round.bareTelegrafPerS));
    return {
      sustainedPerS,
      ...(await runSteadily(load, ours, entry, sustainedPerS, say)),
      bareTelegrafPerS,
      ratioToBareTelegraf: bareTelegrafPerS === 0 ? 0 : Number((sustainedPerS / bareTelegrafPerS).toFixed(2)),
      rounds,
    };
  } finally {
    await peer.stop();
    await entry.stop();
  }
}

/** @param foundPerS by the search before, unless it found nothing */
function later(search: Search, foundPerS: number | undefined): Search {
  return foundPerS === undefined || foundPerS === 0
    ? search
    : { ...search, startPerS: foundPerS, maxProbes: LATER_PROBES };
}

/** @throws PeerIdleError */
async function searchPeer(
  load: WebhookLoad,
  target: Target,
  search: Search,
  peer: Peer,
  say: Say,
): Promise<number> {
  const before = await peer.counts();
  const ratePerS = await searchRate(load, target, search, say);
  const after = await peer.counts();
  const calls = after.calls - before.calls;
  // One search posts at least this many, and every update is answered by a call.
  const atLeast = ratePerS * search.seconds;
  say(`${target.label}: ${calls} calls, ${after.failed - before.failed} failed`);
  if (calls < atLeast) throw new PeerIdleError(`${calls} calls for at least ${atLeast} updates`);
  return ratePerS;
}

/** What the bot says, for the peer; and the proof that it answers each kind of update. */
async function recordAnswers(stack: WebhookStack): Promise<RecordedReplies> {
  const recorder = await startRecorder();
  const entry = await stack.openEntry(recorder.url);
  try {
    return await recordReplies(recorder, { url: entry.url, secret: stack.secret }, stack.people, 1);
  } finally {
    await entry.stop();
    await recorder.close();
  }
}

function readCpu(pids: ReadonlyMap<string, number>): Map<string, number> {
  const own = process.cpuUsage();
  const seconds = new Map<string, number>();
  for (const [name, pid] of pids) {
    // `receive-update`, `receive-update-2`, ...: processes of one function.
    const program = name.replace(/-\d+$/, '');
    const used = name === 'entry' ? (own.user + own.system) / 1e6 : cpuSecondsOf(pid);
    seconds.set(program, (seconds.get(program) ?? 0) + used);
  }
  return seconds;
}
