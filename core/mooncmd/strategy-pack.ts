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
  let folder: string | undefined;
  for (const line of readStrategyLines(text)) {
    if (line.kind === 'begin') folder = line.folder;
    else if (line.kind === 'end') folder = undefined;
    else {
      const name = folder === undefined ? undefined : /^StrategyName\s*=(.*)$/i.exec(line.text)?.[1];
      if (folder === undefined || name === undefined) continue;
      if (strategies.length >= MOONCMD_LIMITS.maxStrategiesPerPack) {
        throw new UnreadableError('too_many', `more than ${MOONCMD_LIMITS.maxStrategiesPerPack} strategies`);
      }
      strategies.push({ name: cutText(name.trim(), MOONCMD_LIMITS.maxStrategyNameChars), folder });
      // Only the first name of a strategy counts: a comment field may hold the same words.
      folder = undefined;
    }
  }
  return strategies;
}

/** A line of a pack: where a strategy begins, in which folder; where it ends; any other. */
export type StrategyLine =
  | { readonly kind: 'begin'; readonly folder: string }
  | { readonly kind: 'end' }
  | { readonly kind: 'text'; readonly text: string };

/** Lines without the spaces around them. @throws UnreadableError `too_many` folders */
export function* readStrategyLines(text: string): Generator<StrategyLine> {
  const folders: string[] = [];
  for (const line of splitLines(text)) {
    const mark = /^#+(Begin_Folder|End_Folder|Begin_Strategy|End_Strategy)(?:\s(.*))?$/i.exec(line);
    if (mark === null) {
      yield { kind: 'text', text: line };
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
      case 'begin_strategy':
        yield { kind: 'begin', folder: cutText(folders.join('/'), MOONCMD_LIMITS.maxFolderPathChars) };
        break;
      default:
        yield { kind: 'end' };
    }
  }
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
