import { readHtml, TELEGRAM_TAGS } from '../html-tokens.ts';

type Catalogue = Readonly<Record<string, string>>;

const PLURAL_ENDING = /_(?:zero|one|two|few|many|other)$/u;
const PLACEHOLDER = /\{\{\s*([^{}\s]+)\s*\}\}/gu;
const BARE_AMPERSAND = /&(?!(?:lt|gt|amp|quot|#\d{1,7}|#x[0-9a-f]{1,6});)/iu;

/**
 * What the types cannot see. For a test of every bot: `expect(catalogueFaults({ en, ru })).toEqual([])`.
 * @returns a line a fault: a placeholder that only one language has, markup that Telegram would refuse, an empty text
 */
export function catalogueFaults({ en, ru }: { readonly en: Catalogue; readonly ru: Catalogue }): string[] {
  return [
    ...placeholderFaults(en, ru),
    ...[...Object.entries(en).map(markupFaults('en')), ...Object.entries(ru).map(markupFaults('ru'))].flat(),
  ];
}

/** Forms of one plural are taken together: `one` may well say "one terminal" where `other` says {{count}}. */
function placeholderFaults(en: Catalogue, ru: Catalogue): string[] {
  const english = placeholdersByBase(en);
  const russian = placeholdersByBase(ru);
  return [...english].flatMap(([base, names]) => {
    const others = russian.get(base) ?? '';
    return names === others ? [] : [`${base}: en has {{${names}}}, ru has {{${others}}}`];
  });
}

function placeholdersByBase(catalogue: Catalogue): Map<string, string> {
  const found = new Map<string, Set<string>>();
  for (const [key, text] of Object.entries(catalogue)) {
    const base = key.replace(PLURAL_ENDING, '');
    const names = found.get(base) ?? new Set<string>();
    for (const [, name = ''] of text.matchAll(PLACEHOLDER)) names.add(name);
    found.set(base, names);
  }
  return new Map([...found].map(([base, names]) => [base, [...names].sort().join(', ')]));
}

function markupFaults(language: string): (entry: [string, string]) => string[] {
  return ([key, text]) => {
    const at = `${language} ${key}`;
    const open: string[] = [];
    const faults: string[] = [];
    if (text.trim() === '') faults.push(`${at}: empty`);
    if (BARE_AMPERSAND.test(text)) faults.push(`${at}: write &amp; for &`);
    for (const token of readHtml(text)) {
      if (token.kind === 'text' && /[<>]/u.test(token.text)) faults.push(`${at}: write &lt; &gt; for < >`);
      if (token.kind === 'open') {
        if (!TELEGRAM_TAGS.has(token.name)) faults.push(`${at}: Telegram has no <${token.name}>`);
        open.push(token.name);
      }
      if (token.kind === 'close' && open.pop() !== token.name)
        faults.push(`${at}: </${token.name}> too many`);
    }
    if (open.length > 0) faults.push(`${at}: <${open.join('>, <')}> stays open`);
    return faults;
  };
}
