import { formatAgo, formatMoment } from '../../core/bot/format/format-time.ts';
import { formatAmount } from '../../core/bot/format/format-amount.ts';
import { Html } from '../../core/bot/html.ts';
import type { TerminalState } from '../../core/fleet/terminals/terminal-state.ts';
import type { FleetTurn } from './kit.ts';

export const STATE_SIGNS: Readonly<Record<TerminalState, string>> = {
  online: '🟢',
  stopped: '🟡',
  silent: '🔴',
  never: '⚪',
  paused: '⏸',
};

/** `1,030.25 USDT`; without a currency the bare amount, and a dash for none. */
export function money(turn: FleetTurn, amount: string | null, currency: string | null): string {
  if (amount === null) return '—';
  return formatAmount(amount, { language: turn.user.language, ...(currency === null ? {} : { currency }) });
}

/** 756 is 7.56. */
export function versionText(version: number): string {
  return (version / 100).toFixed(2);
}

export function ago(turn: FleetTurn, moment: Date): string {
  return formatAgo(moment, turn.now, turn.user.language);
}

export function momentText(turn: FleetTurn, moment: Date): string {
  const { language, timeZone } = turn.user;
  return formatMoment(moment, { language, timeZone, now: turn.now });
}

/** Lines of a message, without those that are left out. */
export function lines(...parts: readonly (Html | string | undefined | false)[]): Html {
  return Html.join(
    parts
      .filter((part) => part !== undefined && part !== false)
      .map((part) => (typeof part === 'string' ? Html.text(part) : part)),
    '\n',
  );
}
