/** An address has no room for more, and nobody reads more chips. */
export const MOST_NAMES = 20;
const MOST_CHARS = 100;

/**
 * Several names in one value of an address, as the API takes them too: commas between them, and a backslash before one that belongs to a name.
 * Names are the same in any case of letters.
 */
export function readNames(text: string | undefined): readonly string[] {
  const parts = (text ?? '').split(/(?<!\\),/).map((part) => part.replaceAll('\\,', ',').trim());
  return parts
    .filter((name) => name !== '' && name.length <= MOST_CHARS)
    .reduce((names, name) => addName(names, name), NO_NAMES);
}

/** @returns undefined for none: then nothing of it stands in the address */
export function writeNames(names: readonly string[]): string | undefined {
  return names.length === 0 ? undefined : names.map((name) => name.replaceAll(',', '\\,')).join(',');
}

export function addName(names: readonly string[], name: string): readonly string[] {
  const added = name.trim();
  return added === '' || hasName(names, added) || names.length >= MOST_NAMES ? names : [...names, added];
}

export function hasName(names: readonly string[], name: string): boolean {
  return names.some((each) => each.toLowerCase() === name.toLowerCase());
}

const NO_NAMES: readonly string[] = Object.freeze([]);
