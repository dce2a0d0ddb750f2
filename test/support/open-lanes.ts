import {
  LANE_POLICY,
  type LaneCommand,
  type LaneResult,
  type LaneSend,
} from '../../core/fleet/commands/lane-contract.ts';
import { answerRuleOf, type ReplyPart } from '../../core/fleet/commands/reply.ts';
import { TerminalLanes } from '../../core/fleet/commands/terminal-lanes.ts';

interface Command extends LaneCommand {
  readonly id: number;
}

/** A part of a reply in words. */
export const text = (words: string, isRefusal = false): ReplyPart => ({
  content: 'text',
  text: words,
  number: null,
  isCut: false,
  isRefusal,
});

/** Lanes with a clock of their own; whatever they send is gone at once unless said otherwise. */
export function openLanes() {
  const world = { nowMs: 10_000, hasAddress: true, outcome: 'sent' as 'sent' | 'late' | 'failed' };
  const results: { readonly id: number; readonly result: LaneResult }[] = [];
  const sends: (LaneSend & { readonly atMs: number })[] = [];
  const awaited = new Map<number, number>();
  let nextId = 0;
  const lanes = new TerminalLanes<Command>(LANE_POLICY, {
    settled: ({ id }, result) => results.push({ id, result }),
    awaited: (terminalId, isAwaited) =>
      awaited.set(terminalId, (awaited.get(terminalId) ?? 0) + (isAwaited ? 1 : -1)),
  });
  const step = (): void => {
    for (const send of lanes.step(world.nowMs, () => world.hasAddress)) {
      sends.push({ ...send, atMs: world.nowMs });
      if (send.token !== undefined) lanes.confirm(send.token, world.outcome, world.nowMs);
    }
  };
  return {
    world,
    lanes,
    results,
    sends,
    awaited,
    command: (
      terminalId: number,
      replies: 'none' | 'one' | 'many',
      timeoutMs = 5_000,
      words = 'report',
    ): number => {
      nextId += 1;
      lanes.enqueue(
        {
          id: nextId,
          terminalId,
          text: `${words} #${nextId}`,
          rule: answerRuleOf(words, replies),
          expiresAtMs: world.nowMs + timeoutMs,
        },
        world.nowMs,
      );
      return nextId;
    },
    step,
    reply: (terminalId: number, part: ReplyPart, arrivedAtMs = world.nowMs) =>
      lanes.receive(terminalId, part, arrivedAtMs, world.nowMs),
    pass: (ms: number): void => {
      for (const endMs = world.nowMs + ms; world.nowMs < endMs;) {
        world.nowMs = Math.min(world.nowMs + 10, endMs);
        step();
      }
    },
    resultOf: (id: number) => results.find((one) => one.id === id)?.result,
  };
}
