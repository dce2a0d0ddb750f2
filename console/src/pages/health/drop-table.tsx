import { formatNumber } from '../../format/amounts.ts';
import { Badge } from '../../parts/badge.tsx';
import { LOST_REASONS } from './find-attention.ts';
import { texts } from './texts.ts';

const REASONS = [
  'kernel',
  'queue_full',
  'source_rate',
  'spool_full',
  'record_too_large',
  'fragment_evicted',
  'chart_evicted',
  'unknown_source',
  'empty',
  'oversized',
  'bomb',
  'malformed_gzip',
  'malformed_chart',
  'binary',
  'fragment_expired',
  'fragment_superseded',
  'fragment_duplicate',
  'fragment_malformed',
  'fragment_oversized',
  'chart_expired',
  'chart_duplicate',
  'chart_restarted',
  'chart_oversized',
  'send_failed',
] as const;

/** Why datagrams were dropped: what costs data first. */
export function DropTable({ dropped }: { readonly dropped: Readonly<Record<string, number>> }) {
  const { t } = texts;
  const rows = Object.entries(dropped)
    .filter(([, count]) => count > 0)
    .sort(
      ([reason, count], [other, otherCount]) =>
        Number(LOST_REASONS.has(other)) - Number(LOST_REASONS.has(reason)) || otherCount - count,
    );
  return (
    <section class="card">
      <div class="card-head">
        <div>
          <h2>{t('drops')}</h2>
          <p class="muted small">{t('dropsWhat')}</p>
        </div>
      </div>
      {rows.length === 0 ? (
        <p class="muted">{t('dropsNone')}</p>
      ) : (
        <div class="scroll-x" tabIndex={0}>
          <table class="plain-table" aria-label={t('drops')}>
            <thead>
              <tr>
                <th scope="col">{t('dropReason')}</th>
                <th scope="col" class="end">
                  {t('dropCount')}
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map(([reason, count]) => (
                <tr key={reason}>
                  <td>
                    {nameOf(reason)}{' '}
                    <Badge tone={LOST_REASONS.has(reason) ? 'bad' : 'idle'}>
                      {t(LOST_REASONS.has(reason) ? 'dropLost' : 'dropRefused')}
                    </Badge>
                  </td>
                  <td class="end">{formatNumber(count)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function nameOf(reason: string): string {
  const known = REASONS.find((each) => each === reason);
  return known === undefined ? reason : texts.t(`drop.${known}`);
}
