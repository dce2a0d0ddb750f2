import type { TalkSettings } from './conversation.ts';

type Hardship = readonly [string, Partial<TalkSettings>];

/** What a conversation has to come through. For `describe.each`. */
export const HARDSHIPS: readonly Hardship[] = [
  ['plainly', {}],
  ['when each update comes twice and the program restarts', { duplicates: true, restarts: true }],
  ['when every tap is two', { doubleTaps: true }],
];
