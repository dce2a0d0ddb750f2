import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileStore } from '../../../local/bot-api/files.ts';
import { firstState } from '../../../local/bot-api/first-state.ts';
import { callMethod } from '../../../local/bot-api/methods/table.ts';
import { createPace } from '../../../local/bot-api/pace.ts';
import type { UploadedFile } from '../../../local/bot-api/parameters.ts';
import { PersonActs } from '../../../local/bot-api/person-acts.ts';
import { UpdatePolls } from '../../../local/bot-api/update-polls.ts';
import { World } from '../../../local/bot-api/world.ts';

export const BOT = 700_001;
export const CHAT = String(BOT);
export const ADA = 1;

export interface Fixture {
  readonly world: World;
  readonly acts: PersonActs;
  /** A call of the bot, as its client makes it. */
  call(
    method: string,
    values?: Readonly<Record<string, unknown>>,
    files?: ReadonlyMap<string, UploadedFile>,
  ): Promise<unknown>;
  /** The clock goes on. */
  pass(ms: number): void;
  remove(): void;
}

/** An emulator without its server, with a clock of its own, in which Ada has started the bot. */
export function createFixture(): Fixture {
  let nowMs = Date.UTC(2026, 0, 1);
  const directory = mkdtempSync(join(tmpdir(), 'bot-api-test-'));
  const files = new FileStore(directory);
  const world = new World({
    state: firstState(),
    nowMs: () => nowMs,
    botNames: new Map([[BOT, 'fleet']]),
    admitsAnyone: false,
  });
  const acts = new PersonActs(world, files);
  const needs = { world, files, polls: new UpdatePolls(), takeMessage: createPace(() => nowMs) };
  acts.say(ADA, CHAT, '/start');
  return {
    world,
    acts,
    call: (method, values = {}, uploads = new Map()) =>
      callMethod(needs, world.bot(BOT), method, { values, files: uploads }, new AbortController().signal),
    pass: (ms) => {
      nowMs += ms;
    },
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}
