import type { ChoiceOption } from '../../flow.ts';

export type OptionMatch = ChoiceOption | 'none' | 'several';

/** Finds the option that a person wrote instead of tapping it: by its whole label, else by its beginning if only one begins so. */
export function matchOption(options: readonly ChoiceOption[], text: string): OptionMatch {
  const written = bare(text);
  if (written === '') return 'none';
  const whole = options.find(({ label, value }) => bare(label) === written || value === text.trim());
  if (whole !== undefined) return whole;
  const [first, second] = options.filter(({ label }) => bare(label).startsWith(written));
  if (first === undefined) return 'none';
  return second === undefined ? first : 'several';
}

/** Without emoji, case and spaces around: nobody types the green circle. */
export function bare(label: string): string {
  return label
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}+\-]+/gu, ' ')
    .trim();
}
