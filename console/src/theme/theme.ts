import { effect, signal } from '@preact/signals';
import { keep, readKept } from '../browser/kept.ts';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const KEY = 'theme';

export const theme = signal<Theme>(readTheme());
/** Grows when colours change, so that what is drawn on a canvas is drawn anew. */
export const paletteVersion = signal(0);

function readTheme(): Theme {
  const kept = readKept(KEY);
  return THEMES.find((known) => known === kept) ?? 'system';
}

/** Follows the choice and the system's own theme. */
export function applyTheme(): void {
  effect(() => {
    const root = document.documentElement;
    if (theme.value === 'system') delete root.dataset.theme;
    else root.dataset.theme = theme.value;
    keep(KEY, theme.value);
    paletteVersion.value = paletteVersion.peek() + 1;
  });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
    paletteVersion.value += 1;
  });
}

/** A colour of the style's custom properties, such as `--accent`, as the page has it now. */
export function colorOf(token: `--${string}`): string {
  const probe = document.createElement('span');
  probe.style.color = `var(${token})`;
  probe.hidden = true;
  document.body.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
