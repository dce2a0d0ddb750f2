import { AnswerCollector } from './collect-answer.ts';
import type {
  BackgroundCommand,
  LaneCommand,
  LaneEvents,
  LanePolicy,
  LaneReason,
  LaneResult,
  LaneSend,
} from './lane-contract.ts';
import type { ReplyPart } from './reply.ts';

interface InFlight<C> {
  /** Undefined: a background command. */
  readonly command: C | undefined;
  readonly terminalId: number;
  readonly token: number;
  readonly sentAtMs: number;
  readonly deadlineMs: number;
  readonly isAwaited: boolean;
  readonly answer: AnswerCollector;
  lastPartAtMs: number;
}

interface Lane<C> {
  readonly waiting: C[];
  readonly background: BackgroundCommand[];
  inFlight: InFlight<C> | undefined;
  opensAtMs: number;
}

/**
 * A lane for each terminal: its commands go one after the other, since MoonCMD's replies carry no id and the one that comes is taken for
 * the one that was asked last. All lanes move at the same time, at a pace that the routers bear. No clock and no socket of its own.
 */
export class TerminalLanes<C extends LaneCommand> {
  readonly #policy: LanePolicy;
  readonly #events: LaneEvents<C>;
  /** Only lanes in which something waits, flies or is closed. */
  readonly #lanes = new Map<number, Lane<C>>();
  readonly #terminalByToken = new Map<number, number>();
  #nextToken = 1;
  #allowance: number;
  #steppedAtMs: number | undefined;

  constructor(policy: LanePolicy, events: LaneEvents<C>) {
    this.#policy = policy;
    this.#events = events;
    this.#allowance = policy.burst;
  }

  /** People's commands: sent and not settled, and not yet sent. */
  get counts(): { readonly inFlight: number; readonly waiting: number } {
    let [inFlight, waiting] = [0, 0];
    for (const lane of this.#lanes.values()) {
      waiting += lane.waiting.length;
      if (lane.inFlight?.command !== undefined) inFlight += 1;
    }
    return { inFlight, waiting };
  }

  enqueue(command: C, nowMs: number): void {
    const { waiting } = this.#laneOf(command.terminalId);
    if (waiting.length >= this.#policy.maxWaiting) this.#refuse(command, 'lane-full', nowMs);
    else waiting.push(command);
  }

  /** Goes when nobody's command waits. One that already waits is not added again. */
  enqueueBackground(command: BackgroundCommand): void {
    const { background } = this.#laneOf(command.terminalId);
    if (!background.some(({ text }) => text === command.text)) background.push(command);
  }

  /**
   * Settles what is due and says what is to be sent now.
   * @param hasAddress whether the terminal can be sent to; one that cannot waits
   */
  step(nowMs: number, hasAddress: (terminalId: number) => boolean): LaneSend[] {
    const elapsedMs = this.#steppedAtMs === undefined ? 0 : nowMs - this.#steppedAtMs;
    this.#steppedAtMs = nowMs;
    const { perSecond, burst, lateStepMs } = this.#policy;
    this.#allowance = Math.min(this.#allowance + (elapsedMs * perSecond) / 1000, burst);
    const sends: LaneSend[] = [];
    for (const [terminalId, lane] of this.#lanes) {
      this.#judge(lane, nowMs, elapsedMs <= lateStepMs);
      this.#expire(lane, nowMs, hasAddress);
      if (this.#allowance >= 1 && mayMove(lane, nowMs) && hasAddress(terminalId)) {
        const send = this.#next(terminalId, lane, nowMs);
        if (send !== undefined) {
          this.#allowance -= 1;
          sends.push(send);
        }
      }
      if (isIdle(lane, nowMs)) this.#lanes.delete(terminalId);
    }
    // To the end, so that the next allowance is for those that had none.
    for (const { terminalId } of sends) this.#moveToEnd(terminalId);
    return sends;
  }

  /** What the socket's thread says of a send: gone, dropped because the lease had run out, or refused by the system. */
  confirm(token: number, outcome: 'sent' | 'late' | 'failed', nowMs: number): void {
    const terminalId = this.#terminalByToken.get(token);
    const lane = terminalId === undefined ? undefined : this.#lanes.get(terminalId);
    const flight = lane?.inFlight;
    if (lane === undefined || flight?.token !== token) return;
    if (outcome !== 'sent')
      this.#land(lane, flight, nowMs, 0, {
        ...nothing('not-sent', outcome === 'late' ? 'lease-lost' : 'send-failed'),
        sentAtMs: null,
      });
    else if (!flight.isAwaited) this.#land(lane, flight, nowMs, 0, nothing('answered', 'no-answer-expected'));
  }

  /**
   * A datagram that may be the reply to what is in flight.
   * @param arrivedAtMs at the socket: what came before the command was sent does not answer it
   */
  receive(terminalId: number, part: ReplyPart, arrivedAtMs: number, nowMs: number): void {
    const lane = this.#lanes.get(terminalId);
    const flight = lane?.inFlight;
    if (lane === undefined || flight?.isAwaited !== true) return;
    if (arrivedAtMs < flight.sentAtMs || arrivedAtMs >= flight.deadlineMs) return;
    const rule = flight.command?.rule;
    if (rule !== undefined && !rule.accepts.has(part.content)) return;
    if (rule === undefined && part.content !== 'text') return;
    flight.answer.add(part);
    flight.lastPartAtMs = nowMs;
    if (rule?.replies !== 'many') this.#landAnswered(lane, flight, nowMs, null);
  }

  /** Takes out what was not sent, of the terminals for which `isGone` holds; what was sent stays. */
  withdraw(isGone: (terminalId: number) => boolean): C[] {
    const withdrawn: C[] = [];
    for (const [terminalId, lane] of this.#lanes) {
      if (!isGone(terminalId)) continue;
      withdrawn.push(...lane.waiting.splice(0));
      lane.background.length = 0;
    }
    return withdrawn;
  }

  #laneOf(terminalId: number): Lane<C> {
    const known = this.#lanes.get(terminalId);
    if (known !== undefined) return known;
    const lane: Lane<C> = { waiting: [], background: [], inFlight: undefined, opensAtMs: 0 };
    this.#lanes.set(terminalId, lane);
    return lane;
  }

  #moveToEnd(terminalId: number): void {
    const lane = this.#lanes.get(terminalId);
    if (lane === undefined) return;
    this.#lanes.delete(terminalId);
    this.#lanes.set(terminalId, lane);
  }

  #judge(lane: Lane<C>, nowMs: number, maySilenceCount: boolean): void {
    const flight = lane.inFlight;
    if (flight === undefined) return;
    const { lateMs } = this.#policy;
    const { command, answer } = flight;
    if (nowMs >= flight.deadlineMs) {
      // A background command was waited for as long as a late answer would be.
      if (command === undefined) this.#land(lane, flight, nowMs, 0, nothing('timed-out', null));
      else if (answer.datagrams > 0) this.#landAnswered(lane, flight, nowMs, 'deadline');
      else this.#land(lane, flight, nowMs, lateMs, nothing('timed-out', null));
    } else if (
      answer.datagrams > 0 &&
      maySilenceCount &&
      nowMs - flight.lastPartAtMs >= (command?.rule.quietMs ?? 0)
    ) {
      this.#landAnswered(lane, flight, nowMs, null);
    }
  }

  #expire(lane: Lane<C>, nowMs: number, hasAddress: (terminalId: number) => boolean): void {
    for (let at = lane.waiting.length - 1; at >= 0; at -= 1) {
      const command = lane.waiting[at];
      if (command === undefined || command.expiresAtMs > nowMs) continue;
      lane.waiting.splice(at, 1);
      this.#refuse(command, hasAddress(command.terminalId) ? 'expired' : 'no-address', nowMs);
    }
  }

  #next(terminalId: number, lane: Lane<C>, nowMs: number): LaneSend | undefined {
    const flight = lane.inFlight;
    const command = flight === undefined ? lane.waiting.shift() : undefined;
    if (command !== undefined) {
      const { expiresAtMs: deadlineMs, rule } = command;
      const isAwaited = rule.replies !== 'none';
      const token = this.#fly(lane, { terminalId, command, isAwaited, deadlineMs }, nowMs);
      return { terminalId, text: command.text, token };
    }
    const [background] = lane.background;
    if (lane.waiting.length > 0 || background === undefined) return undefined;
    // `SubscribeCharts` is not answered, so it cannot confuse the `lst` before it.
    if (flight !== undefined && (flight.command !== undefined || background.isAnswered)) return undefined;
    lane.background.shift();
    if (background.isAnswered) {
      const deadlineMs = nowMs + this.#policy.backgroundMs;
      this.#fly(lane, { terminalId, command: undefined, isAwaited: true, deadlineMs }, nowMs);
    }
    return { terminalId, text: background.text, token: undefined };
  }

  #fly(
    lane: Lane<C>,
    start: Pick<InFlight<C>, 'terminalId' | 'command' | 'isAwaited' | 'deadlineMs'>,
    nowMs: number,
  ) {
    const token = this.#nextToken;
    this.#nextToken += 1;
    lane.inFlight = { ...start, token, sentAtMs: nowMs, answer: new AnswerCollector(), lastPartAtMs: nowMs };
    this.#terminalByToken.set(token, start.terminalId);
    if (start.isAwaited) this.#events.awaited(start.terminalId, true);
    return token;
  }

  #landAnswered(lane: Lane<C>, flight: InFlight<C>, nowMs: number, reason: LaneReason | null): void {
    const { answer } = flight;
    const reply = answer.text();
    this.#land(lane, flight, nowMs, reason === 'deadline' ? this.#policy.lateMs : this.#policy.gapMs, {
      state: answer.isRefused ? 'refused' : 'answered',
      reply,
      datagrams: answer.datagrams,
      reason: answer.isCut ? 'truncated' : reason,
    });
  }

  #land(
    lane: Lane<C>,
    flight: InFlight<C>,
    nowMs: number,
    closedMs: number,
    result: Omit<LaneResult, 'sentAtMs' | 'settledAtMs'> & { readonly sentAtMs?: null },
  ): void {
    lane.inFlight = undefined;
    lane.opensAtMs = nowMs + closedMs;
    this.#terminalByToken.delete(flight.token);
    if (flight.isAwaited) this.#events.awaited(flight.terminalId, false);
    if (flight.command !== undefined)
      this.#events.settled(flight.command, { sentAtMs: flight.sentAtMs, ...result, settledAtMs: nowMs });
  }

  #refuse(command: C, reason: LaneReason, nowMs: number): void {
    this.#events.settled(command, { ...nothing('not-sent', reason), sentAtMs: null, settledAtMs: nowMs });
  }
}

/** Asked before the terminal's address is: of thousands of lanes most only wait for an answer. */
function mayMove<C>(lane: Lane<C>, nowMs: number): boolean {
  return (
    nowMs >= lane.opensAtMs &&
    (lane.background.length > 0 || (lane.inFlight === undefined && lane.waiting.length > 0))
  );
}

function isIdle<C>(lane: Lane<C>, nowMs: number): boolean {
  return (
    lane.inFlight === undefined &&
    lane.waiting.length === 0 &&
    lane.background.length === 0 &&
    nowMs >= lane.opensAtMs
  );
}

function nothing<S extends LaneResult['state']>(state: S, reason: LaneReason | null) {
  return { state, reply: null, datagrams: 0, reason };
}
