import { texts } from './texts.ts';

const KNOWN = ['records', 'messages', 'commands', 'updates'] as const;

/** One of a newer server keeps its own name. */
export function queueName(name: string): string {
  const known = KNOWN.find((each) => each === name);
  return known === undefined ? name : texts.t(`queue.${known}`);
}
