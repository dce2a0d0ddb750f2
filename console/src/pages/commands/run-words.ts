import type { Tone } from '../../parts/badge.tsx';
import type { ResultState } from '../../../../core/fleet/commands/result-states.ts';
import { t } from './texts.ts';

export const STATE_TONES: Readonly<Record<ResultState, Tone>> = {
  answered: 'good',
  refused: 'bad',
  'timed-out': 'warn',
  'not-sent': 'bad',
  pending: 'idle',
};

/** @param count of how many terminals it is said */
export const stateWord = (state: ResultState, count = 1): string =>
  t(count === 1 ? `answer.${state}` : `run.${state}`);

const REASONS = [
  'expired',
  'no-address',
  'lane-full',
  'lease-lost',
  'send-failed',
  'truncated',
  'deadline',
  'no-answer-expected',
  'disabled',
  'removed',
  'no-task',
  'too-late',
  'not-announced',
  'line-before',
  'no-report',
] as const;

/** A newer server may know reasons that this page does not: they are shown as they are. */
export function reasonWords(reason: string | null): string {
  if (reason === null) return '';
  const known = REASONS.find((one) => one === reason);
  return known === undefined ? reason : t(`reason.${known}`);
}

/** `group Binance` of a run, in the person's language. */
export function targetWords(target: string): string {
  const [kind = '', ...rest] = target.split(' ');
  const name = rest.join(' ');
  switch (kind) {
    case 'terminal':
      return name;
    case 'group':
    case 'tag':
      return t(`run.target.${kind}`, { name });
    case 'terminals':
    case 'all':
    case 'answered':
      return t(`run.target.${kind}`);
    default:
      return target;
  }
}
