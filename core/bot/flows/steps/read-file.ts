import type { StepOf } from '../../flow.ts';
import { formatBytes } from '../../format/format-bytes.ts';
import type { PlatformKey } from '../../i18n/platform-texts.ts';
import type { FlowTurn, IncomingFile, Translate } from '../../turn.ts';
import { toJson } from '../flow-state.ts';
import { answer, problem, type Reading } from './reading.ts';

/** The session has to keep what was read, below DynamoDB's 400 KB. */
const MAX_ANSWER_BYTES = 64 * 1024;

export async function readFile<S, K extends string>(
  step: StepOf<S, K, 'file'>,
  file: IncomingFile,
  turn: FlowTurn<S, K>,
  words: Translate<PlatformKey>,
): Promise<Reading> {
  if (file.sizeBytes > step.maxBytes) return tooLarge(step.maxBytes);
  try {
    const read = await step.read(turn, file);
    if ('problem' in read) return problem(read.problem);
    const value = toJson(read.value);
    if (value === undefined || Buffer.byteLength(JSON.stringify(value)) > MAX_ANSWER_BYTES) {
      return problem(words('flow.fileUnread'));
    }
    return answer(value);
  } catch (error) {
    // Thrown by `file.download`, whose length Telegram may have told wrong.
    if (error instanceof Error && error.name === 'FileTooLargeError') return tooLarge(step.maxBytes);
    if (error instanceof Error && error.name === 'FileUnavailableError') {
      return problem(words('flow.fileUnavailable'));
    }
    throw error;
  }

  function tooLarge(maxBytes: number): Reading {
    return problem(words('flow.fileTooLarge', { limit: formatBytes(maxBytes, turn.user.language) }));
  }
}
