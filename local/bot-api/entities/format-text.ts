import { badRequest } from '../bot-api-error.ts';
import type { Entity } from '../state.ts';
import { type FormattedText, parseHtml, sortEntities } from './parse-html.ts';

/** Telegram finds these by itself, in what people and bots write. */
const FOUND: readonly (readonly [string, RegExp])[] = [
  ['url', /(?<![\w@])(?:https?:\/\/|t\.me\/)[^\s<>"]*[^\s<>".,;:!?)\]'»]/gi],
  ['email', /(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g],
  ['bot_command', /(?<![\w/@])\/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/])/g],
  ['mention', /(?<![\w@.])@[A-Za-z][A-Za-z0-9_]{3,31}(?!\w)/g],
  ['hashtag', /(?<![\p{L}\p{N}_#])#[\p{L}\p{N}_]*\p{L}[\p{L}\p{N}_]*/gu],
];

/** Nothing is looked for inside of these. */
const OPAQUE = new Set(['code', 'pre', 'text_link']);

/**
 * What a bot sends as text, as Telegram keeps it: parsed, without white space at its ends, with what is found in it.
 * @throws BotApiError when it cannot be parsed
 */
export function formatText(
  source: string,
  parseMode: string | undefined,
  given: readonly Entity[] = [],
): FormattedText {
  return findEntities(trimText(parse(source, parseMode, given)));
}

function parse(source: string, parseMode: string | undefined, given: readonly Entity[]): FormattedText {
  const clean = source.replaceAll('\r\n', '\n').replaceAll('\u0000', '');
  switch (parseMode?.toLowerCase() ?? '') {
    case '':
      return { text: clean, entities: given };
    case 'html':
      return parseHtml(clean);
    case 'markdown':
    case 'markdownv2':
      throw badRequest(`parse_mode ${parseMode} is not known to this emulator: send HTML or entities`);
    default:
      throw badRequest('unsupported parse_mode');
  }
}

function trimText({ text, entities }: FormattedText): FormattedText {
  const trimmed = text.trim();
  const cut = text.length - text.trimStart().length;
  return {
    text: trimmed,
    entities: entities.flatMap((entity) => {
      const begin = Math.max(0, entity.offset - cut);
      const end = Math.min(trimmed.length, entity.offset - cut + entity.length);
      return end > begin ? [{ ...entity, offset: begin, length: end - begin }] : [];
    }),
  };
}

function findEntities({ text, entities }: FormattedText): FormattedText {
  const taken = entities.filter(({ type }) => OPAQUE.has(type));
  const found: Entity[] = [];
  for (const [type, pattern] of FOUND)
    for (const { index, 0: match } of text.matchAll(pattern)) {
      const isFree = ({ offset, length }: Entity): boolean =>
        index >= offset + length || index + match.length <= offset;
      if (![...taken, ...found].every(isFree)) continue;
      found.push({ type, offset: index, length: match.length });
    }
  return { text, entities: sortEntities([...entities, ...found]) };
}
