import { MOONCMD_LIMITS } from './limits.ts';
import { cutText } from './text-cut.ts';
import { UnreadableError } from './unreadable.ts';

export interface StrategyEntry {
  readonly name: string;
  /** Folders from the outside in, joined by `/`; empty outside of any. */
  readonly folder: string;
}

/**
 * Lists the strategies of a pack (MoonCMD 1.3): lines `#Begin_Folder NAME`, `##Begin_Strategy`, `StrategyName=NAME`,
 * `##End_Strategy`, `#End_Folder`. The number of `#` is not relied on.
 * @throws UnreadableError `too_many` above 5,000
 */
export function listStrategies(text: string): StrategyEntry[] {
  const strategies: StrategyEntry[] = [];
  const folders: string[] = [];
  let isInside = false;
  for (const line of splitLines(text)) {
    const mark = /^#+(Begin_Folder|End_Folder|Begin_Strategy|End_Strategy)(?:\s(.*))?$/i.exec(line);
    if (mark === null) {
      const name = isInside ? /^StrategyName\s*=(.*)$/i.exec(line)?.[1] : undefined;
      if (name === undefined) continue;
      if (strategies.length >= MOONCMD_LIMITS.maxStrategiesPerPack) {
        throw new UnreadableError('too_many', `more than ${MOONCMD_LIMITS.maxStrategiesPerPack} strategies`);
      }
      strategies.push({
        name: cutText(name.trim(), MOONCMD_LIMITS.maxStrategyNameChars),
        folder: cutText(folders.join('/'), MOONCMD_LIMITS.maxFolderPathChars),
      });
      // Only the first name of a strategy counts: a comment field may hold the same words.
      isInside = false;
      continue;
    }
    const [, word = '', name = ''] = mark;
    switch (word.toLowerCase()) {
      case 'begin_folder':
        if (folders.length >= MOONCMD_LIMITS.maxFolderDepth) {
          throw new UnreadableError('too_many', `folders more than ${MOONCMD_LIMITS.maxFolderDepth} deep`);
        }
        folders.push(cutText(name.trim(), MOONCMD_LIMITS.maxFolderPathChars));
        break;
      case 'end_folder':
        folders.pop();
        break;
      default:
        isInside = word.toLowerCase() === 'begin_strategy';
    }
  }
  return strategies;
}

function* splitLines(text: string): Generator<string> {
  let from = 0;
  while (from <= text.length) {
    const end = text.indexOf('\n', from);
    const line = text.slice(from, end < 0 ? text.length : end);
    yield line.trim();
    if (end < 0) return;
    from = end + 1;
  }
}
