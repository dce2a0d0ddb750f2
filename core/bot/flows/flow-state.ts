import * as z from 'zod';

/**
 * An open flow in the session. Everything in it is JSON, and nothing in it is believed after a deploy: answers are read by the flow's own
 * schema each time, steps are looked for by name.
 */
const schema = z.object({
  v: z.literal(1),
  flow: z.string(),
  /** Of this run of the flow: buttons of an earlier run are stale. */
  run: z.number().int(),
  /** Counts the questions of the run: buttons of an earlier question are stale. */
  question: z.number().int(),
  /** Where the person is: a step by name, or a page. */
  at: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('step'), step: z.string() }),
    z.object({ kind: z.literal('review') }),
    z.object({ kind: z.literal('fields') }),
    z.object({ kind: z.literal('editor') }),
  ]),
  answers: z.record(z.string(), z.json()),
  skipped: z.array(z.string()),
  /** Steps that were asked before this one, for "back". */
  trail: z.array(z.string()),
  /** One answer is being changed: it leads to the end and not to the next step. */
  isChanging: z.boolean(),
  /** What is ticked in the check list of this step so far. */
  ticked: z.array(z.string()),
  /** Page of this step's options, from 0. */
  page: z.number().int().min(0),
  /** The phone shows a keyboard of this flow. */
  hasKeyboard: z.boolean(),
  touchedAtMs: z.number(),
  /** Of an editor: the thing as it was, and what every change overwrote, oldest first. */
  original: z.record(z.string(), z.json()).optional(),
  journal: z.array(z.object({ field: z.string(), before: z.json().optional() })),
});

export type FlowState = z.infer<typeof schema>;
export type FlowPlace = FlowState['at'];
export type Json = FlowState['answers'][string];

/** @returns undefined when there is none, or one of a release that wrote it otherwise */
export function readFlowState(stored: unknown): FlowState | undefined {
  return schema.safeParse(stored).data;
}

/** @returns undefined when the value is not JSON: a date, a bigint, a cycle */
export function toJson(value: unknown): Json | undefined {
  return z.json().safeParse(value).data;
}

/** A wizard waits a day for its next answer, an editor half an hour for its next change. */
export const WIZARD_LIFE_MS = 24 * 3600 * 1000;
export const EDITOR_LIFE_MS = 30 * 60 * 1000;

export function hasExpired(state: FlowState, now: Date): boolean {
  const lifeMs = state.original === undefined ? WIZARD_LIFE_MS : EDITOR_LIFE_MS;
  return now.getTime() - state.touchedAtMs > lifeMs;
}
