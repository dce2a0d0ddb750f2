import type { AnswerRule } from './reply.ts';

/** Times are milliseconds of one clock that never goes back. */
export interface LanePolicy {
  /** Datagrams to all terminals in a second. */
  readonly perSecond: number;
  readonly burst: number;
  /** After an answer: a doubled datagram of it must not answer the next command. */
  readonly gapMs: number;
  /** After a time-out: so long may an answer be late and still not be taken for the next command's. */
  readonly lateMs: number;
  /** How long a reply to a background command is waited for. */
  readonly backgroundMs: number;
  /** Commands that may wait for one terminal. */
  readonly maxWaiting: number;
  /** A step that comes so much after the one before does not call silence what it may only have slept through. */
  readonly lateStepMs: number;
}

export const LANE_POLICY: LanePolicy = Object.freeze({
  perSecond: 2_000,
  burst: 200,
  gapMs: 50,
  lateMs: 1_000,
  backgroundMs: 1_000,
  maxWaiting: 100,
  lateStepMs: 200,
});

/** A command of a person to one terminal. */
export interface LaneCommand {
  readonly terminalId: number;
  /** As sent, before it is signed. */
  readonly text: string;
  readonly rule: AnswerRule;
  /** Neither sent nor waited for after this moment. */
  readonly expiresAtMs: number;
}

/** A command of the task's own, such as `lst` that subscribes. It has no result; its reply must only not be taken for another's. */
export interface BackgroundCommand {
  readonly terminalId: number;
  readonly text: string;
  readonly isAnswered: boolean;
}

export interface LaneSend {
  readonly terminalId: number;
  readonly text: string;
  /** By which the sending is confirmed; undefined for a background command, of which nobody has to know. */
  readonly token: number | undefined;
}

/**
 * Why a command was not sent: `expired` in the line, `no-address` of the terminal, `lane-full`, `lease-lost` before it left, `send-failed`.
 * What an answer lacks: `truncated` at the caps, `deadline` while parts may still have been coming, `no-answer-expected`.
 */
export type LaneReason =
  | 'expired'
  | 'no-address'
  | 'lane-full'
  | 'lease-lost'
  | 'send-failed'
  | 'truncated'
  | 'deadline'
  | 'no-answer-expected';

export interface LaneResult {
  readonly state: 'answered' | 'refused' | 'timed-out' | 'not-sent';
  readonly reply: string | null;
  readonly datagrams: number;
  readonly reason: LaneReason | null;
  readonly sentAtMs: number | null;
  readonly settledAtMs: number;
}

export interface LaneEvents<C> {
  /** Called exactly once for every command that was not withdrawn. */
  readonly settled: (command: C, result: LaneResult) => void;
  /** Replies of the terminal matter from now on (`true`, before the command is sent), or no more. */
  readonly awaited: (terminalId: number, isAwaited: boolean) => void;
}
