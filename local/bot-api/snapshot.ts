import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { errorCode } from '../process/errors.ts';
import { firstState } from './first-state.ts';
import { type State, stateSchema } from './state.ts';

const SAVE_AFTER_MS = 500;

/** @returns what was kept; a first state when there is nothing, or nothing that this version reads */
export function loadState(path: string): State {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return firstState();
    throw error;
  }
  try {
    return stateSchema.parse(JSON.parse(text));
  } catch {
    // Chats of a try-out on this machine are not worth a failed start; what was there can still be looked at.
    renameSync(path, `${path}.unreadable`);
    return firstState();
  }
}

export interface Snapshot {
  /** Something has changed: written half a second later, with all that changes until then. */
  touch(): void;
  /** Written now. */
  save(): void;
}

export function keepSnapshot(path: string, state: State): Snapshot {
  let timer: NodeJS.Timeout | undefined;
  const save = (): void => {
    clearTimeout(timer);
    timer = undefined;
    // Written beside and renamed: an end in between leaves the older one.
    writeFileSync(`${path}.new`, JSON.stringify(state), { mode: 0o600 });
    renameSync(`${path}.new`, path);
  };
  return { touch: () => void (timer ??= setTimeout(save, SAVE_AFTER_MS)), save };
}
