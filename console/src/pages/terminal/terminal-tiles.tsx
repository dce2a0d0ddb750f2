import { formatAmount, formatNumber, formatShare, formatVersion, toneOf } from '../../format/amounts.ts';
import { formatAgo, formatExactTime } from '../../format/times.ts';
import { StatTile } from '../../parts/stat-tile.tsx';
import { texts } from './texts.ts';
import type { TerminalCard } from './use-terminal.ts';

export function TerminalTiles({ terminal }: { readonly terminal: TerminalCard }) {
  const { t } = texts;
  const { total, available, currency, totalDayAgo, ordersOpen, ordersOpenEmulator, errorsOfDay } = terminal;
  const change = total === null || totalDayAgo === null ? undefined : Number(total) - Number(totalDayAgo);
  const before = Number(totalDayAgo ?? 0);
  return (
    <dl class="tiles terminal-tiles">
      <StatTile
        label={t('total')}
        value={formatAmount(total, currency)}
        note={`${t('available')} ${formatAmount(available, currency, { withCurrency: false })}`}
      />
      <StatTile
        label={t('dayChange')}
        value={formatAmount(change, currency, { sign: true })}
        tone={toneOf(change)}
        note={change === undefined || before === 0 ? undefined : formatShare(change / before, 2)}
      />
      <StatTile
        label={t('ordersOpen')}
        value={formatNumber(ordersOpen)}
        note={ordersOpenEmulator === 0 ? undefined : t('inEmulator', { count: ordersOpenEmulator })}
      />
      <StatTile
        label={t('errorsOfDay')}
        value={formatNumber(errorsOfDay)}
        tone={errorsOfDay > 0 ? 'bad' : undefined}
      />
      <StatTile
        label={t('version')}
        value={formatVersion(terminal.version)}
        note={terminal.botName ?? undefined}
      />
      <StatTile
        label={t('lastSeen')}
        value={<span title={formatExactTime(terminal.lastSeenAt)}>{formatAgo(terminal.lastSeenAt)}</span>}
      />
    </dl>
  );
}
