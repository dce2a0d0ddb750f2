import type { Logger } from 'pino';
import { type AnswerRule, answerRuleOf, type ReplyPart } from '../core/fleet/commands/reply.ts';
import type { ClaimedResult } from '../core/fleet/commands/claim-results.ts';
import { describeCommand } from '../core/fleet/commands/describe-command.ts';
import {
  LANE_POLICY,
  type LaneCommand,
  type LaneResult,
  type LaneSend,
} from '../core/fleet/commands/lane-contract.ts';
import { TerminalLanes } from '../core/fleet/commands/terminal-lanes.ts';
import type { ClaimedKey } from '../core/fleet/commands/write-results.ts';
import { monotonicMs } from '../core/fleet/leases/clock.ts';
import type { Ownership } from '../core/fleet/leases/lease-keeper.ts';
import { shardOf } from '../core/fleet/leases/shards.ts';
import { CommandTooLongError, signRequest } from '../core/mooncmd/request.ts';
import type { AwaitedReplies } from './awaited-replies.ts';
import type { ResultWriter } from './result-writer.ts';
import type { OutboundDatagram, SendOutcome } from './thread-messages.ts';
import type { Threads } from './threads.ts';

/** A hundredth of a second of waiting, for a look at nothing but the lanes in which something happens. */
const STEP_MS = 10;

/** Where a terminal is, and what its commands are signed with. */
export interface SpeechTarget {
  readonly address: string;
  readonly port: number;
  readonly password: string | null;
}

export interface SpeakerOptions {
  readonly threads: Pick<Threads, 'send'>;
  readonly ownership: Ownership;
  readonly awaited: AwaitedReplies;
  readonly results: Pick<ResultWriter, 'settle' | 'release'>;
  /** Undefined while the registry does not know the terminal. */
  readonly targetOf: (terminalId: number) => SpeechTarget | undefined;
  readonly log: Pick<Logger, 'error'>;
  /** @default the monotonic clock */
  readonly nowMs?: () => number;
}

/** What the speaker has done, for the metrics. */
export interface SpeakerStats {
  readonly sent: Readonly<Record<'user' | 'background', number>>;
  readonly results: Readonly<Record<LaneResult['state'], number>>;
  readonly waiting: number;
  readonly inFlight: number;
}

interface OwnCommand extends LaneCommand, ClaimedKey {}

/**
 * The one mouth of the task: all that is said to terminals goes through their lanes, signed here, and only while the lease of their shard
 * holds. A claimed command is sent once or given back unsent.
 */
export class TerminalSpeaker {
  readonly #options: SpeakerOptions;
  readonly #lanes: TerminalLanes<OwnCommand>;
  readonly #nowMs: () => number;
  readonly #sent = { user: 0, background: 0 };
  readonly #settledBy: Record<LaneResult['state'], number> = {
    answered: 0,
    refused: 0,
    'timed-out': 0,
    'not-sent': 0,
  };
  #timer: NodeJS.Timeout | undefined;
  #isLeaving = false;

  constructor(options: SpeakerOptions) {
    this.#options = options;
    this.#nowMs = options.nowMs ?? monotonicMs;
    this.#lanes = new TerminalLanes(LANE_POLICY, {
      settled: (command, result) => this.#settle(command, result),
      awaited: (terminalId, isAwaited) => options.awaited.mark(terminalId, isAwaited),
    });
  }

  get stats(): SpeakerStats {
    return { sent: { ...this.#sent }, results: { ...this.#settledBy }, ...this.#lanes.counts };
  }

  start(): void {
    this.#timer = setInterval(() => this.#step(), STEP_MS);
  }

  /** Says something of the task's own, when no person's command waits. */
  say(terminalId: number, text: string, isAnswered: boolean): void {
    this.#lanes.enqueueBackground({ terminalId, text, isAnswered });
  }

  /** @param claim names the rows as this task's */
  take(claim: string, claimed: readonly ClaimedResult[]): void {
    const nowMs = this.#nowMs();
    const rules = new Map<string, AnswerRule>();
    for (const { command, leftMs, ...rest } of claimed) {
      const rule = rules.get(command) ?? answerRuleOf(command, describeCommand(command).replies);
      rules.set(command, rule);
      this.#lanes.enqueue({ ...rest, claim, rule, expiresAtMs: nowMs + leftMs }, nowMs);
    }
    this.#step();
  }

  /** @param arrivedAtMs on the monotonic clock */
  hear(terminalId: number, part: ReplyPart, arrivedAtMs: number): void {
    this.#lanes.receive(terminalId, part, arrivedAtMs, this.#nowMs());
  }

  confirm(tokens: readonly number[], outcome: SendOutcome): void {
    const nowMs = this.#nowMs();
    for (const token of tokens) this.#lanes.confirm(token, outcome, nowMs);
  }

  /** Sends nothing more, gives back what was not sent, and waits for the answers to what was. */
  async finish(limitMs: number): Promise<void> {
    this.#isLeaving = true;
    this.#step();
    const deadlineMs = this.#nowMs() + limitMs;
    while (this.#lanes.counts.inFlight > 0 && this.#nowMs() < deadlineMs)
      await new Promise((resolve) => setTimeout(resolve, STEP_MS));
    clearInterval(this.#timer);
  }

  #step(): void {
    const owned = this.#options.ownership.owned();
    const mayNotSpeak = (terminalId: number): boolean => this.#isLeaving || !owned.has(shardOf(terminalId));
    const withdrawn = this.#lanes.withdraw(mayNotSpeak);
    if (withdrawn.length > 0) this.#options.results.release(withdrawn);
    this.#send(this.#lanes.step(this.#nowMs(), (id) => this.#options.targetOf(id) !== undefined));
  }

  #send(sends: readonly LaneSend[]): void {
    const datagrams: OutboundDatagram[] = [];
    for (const { terminalId, text, token } of sends) {
      const datagram = this.#datagramOf(terminalId, text);
      if (datagram === undefined) {
        if (token !== undefined) this.#lanes.confirm(token, 'failed', this.#nowMs());
        continue;
      }
      this.#sent[token === undefined ? 'background' : 'user'] += 1;
      datagrams.push(token === undefined ? datagram : { ...datagram, token });
    }
    if (datagrams.length === 0) return;
    this.#options.threads.send({
      type: 'send',
      notAfterMs: this.#options.ownership.speakUntilMs,
      datagrams,
    });
  }

  #datagramOf(terminalId: number, text: string): OutboundDatagram | undefined {
    const target = this.#options.targetOf(terminalId);
    if (target === undefined) return undefined;
    const { address, port, password } = target;
    try {
      return { address, port, bytes: signRequest(text, password) };
    } catch (error) {
      // The run's length is limited before; a bot's name or the signature in front may be what is too much.
      if (!(error instanceof CommandTooLongError)) throw error;
      this.#options.log.error({ terminalId, chars: text.length }, 'a command does not fit into a datagram');
      return undefined;
    }
  }

  #settle(command: OwnCommand, result: LaneResult): void {
    this.#settledBy[result.state] += 1;
    const { createdAt, runId, terminalId, claim } = command;
    const { state, reply, datagrams, reason } = result;
    // The lanes' clock has no date; what has passed since is taken from now.
    const nowMs = this.#nowMs();
    const dateOf = (atMs: number): Date => new Date(Date.now() - (nowMs - atMs));
    this.#options.results.settle({
      ...{ createdAt, runId, terminalId, claim, state, reply, datagrams, reason },
      sentAt: result.sentAtMs === null ? null : dateOf(result.sentAtMs),
      settledAt: dateOf(result.settledAtMs),
    });
  }
}
