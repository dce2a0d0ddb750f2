import { BATCH_MESSAGES, type ServerMessage } from './live-messages.ts';
import type { Listener, Posted } from './listener.ts';
import type { Entry, World } from './world.ts';

/** API Gateway takes 128 KB; the envelope is small. */
const MAX_FRAME_CHARACTERS = 30_000;
/** What was told this long ago may not be in the replica yet, which the pages are read from (core/database/databases.ts). */
export const REPLICA_LAG_MS = 5_000;

/** What a connection is told next. */
export interface Frame {
  readonly text: string;
  readonly posted: Posted;
  /** What is in it of the world. */
  readonly entries: readonly Entry[];
}

export interface Told {
  readonly world: World;
  /** Whether a connection wants this and may see it. */
  readonly isFor: (listener: Listener, entry: Entry) => boolean;
}

/**
 * Takes from what waits for a connection what its next frame says: an answer, else that it has to read again, else changes.
 * @returns undefined when nothing is left to say, or it has to be told to read again instead
 */
export function nextFrame(listener: Listener, told: Told, nowMs: number): Frame | undefined {
  const control = listener.control.shift();
  if (control !== undefined)
    return { text: JSON.stringify(control), posted: { control, isReset: false, keys: [] }, entries: [] };
  return listener.needsReset ? resetFrame(listener, told, nowMs) : batchFrame(listener, told);
}

function resetFrame(listener: Listener, told: Told, nowMs: number): Frame {
  listener.needsReset = false;
  listener.lastResetAtMs = nowMs;
  const seq = told.world.seqAgo(REPLICA_LAG_MS, nowMs);
  markAfter(listener, told, seq);
  return {
    text: JSON.stringify({ type: 'reset', seq } satisfies ServerMessage),
    posted: { control: undefined, isReset: true, keys: [] },
    entries: [],
  };
}

function batchFrame(listener: Listener, { world, isFor }: Told): Frame | undefined {
  const entries: Entry[] = [];
  const keys: [string, number][] = [];
  let characters = 0;
  let next: number | undefined;
  for (const [key, seq] of listener.dirty) {
    const entry = world.get(key);
    const isFull =
      entries.length === BATCH_MESSAGES ||
      (entries.length > 0 && characters + (entry?.json.length ?? 0) > MAX_FRAME_CHARACTERS);
    if (isFull) {
      next = seq;
      break;
    }
    listener.dirty.delete(key);
    if (entry === undefined) {
      // It waited for more than a minute.
      listener.overflow();
      return undefined;
    }
    // What a person may see has changed meanwhile, or what the connection wants.
    if (!isFor(listener, entry)) continue;
    entries.push(entry);
    keys.push([key, seq]);
    characters += entry.json.length;
  }
  if (entries.length === 0) return undefined;
  // All that changed up to here has been told once this frame is read.
  const seq = next === undefined ? world.seq : next - 1;
  return {
    text: `{"type":"batch","seq":${seq},"messages":[${entries.map(({ json }) => json).join(',')}]}`,
    posted: { control: undefined, isReset: false, keys },
    entries,
  };
}

/**
 * What changed after a number has still to be told to a connection.
 * @param fleetingAfter what comes again by itself within seconds only if it changed after this. @default none of it
 * @returns the number of the first of them; undefined: there is none
 */
export function markAfter(
  listener: Listener,
  { world, isFor }: Told,
  since: number,
  fleetingAfter = Infinity,
): number | undefined {
  const found: [string, number][] = [];
  for (const entry of world.after(since))
    if ((entry.isFleeting !== true || entry.seq > fleetingAfter) && isFor(listener, entry))
      found.push([entry.key, entry.seq]);
  listener.markAgain(found);
  listener.liveFromSeq = world.seq;
  return found[0]?.[1];
}
