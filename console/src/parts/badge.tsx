import type { ComponentChildren } from 'preact';

export type Tone = 'good' | 'bad' | 'warn' | 'accent' | 'idle';

export function Badge(props: {
  readonly tone?: Tone | undefined;
  /** A dot before the words. */
  readonly dot?: boolean;
  readonly children: ComponentChildren;
}) {
  return <span class={`badge ${props.tone ?? 'idle'} ${props.dot ? 'dot' : ''}`}>{props.children}</span>;
}
