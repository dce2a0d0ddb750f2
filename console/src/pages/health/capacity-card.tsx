import { formatNumber } from '../../format/amounts.ts';
import { Badge, type Tone } from '../../parts/badge.tsx';
import { StatTile } from '../../parts/stat-tile.tsx';
import type { Capacity } from './find-attention.ts';
import { formatUnit } from './format-unit.ts';
import { texts } from './texts.ts';

const CONFIDENCE_TONES: Readonly<Record<Capacity['sample']['confidence'], Tone>> = {
  none: 'idle',
  low: 'warn',
  good: 'good',
};

const ADVICE = [
  'let-it-run',
  'little-load',
  'narrow-stage',
  'too-small-for-3000',
  'queue-full',
  'slow-processing',
  'batches-pending',
  'spool-full',
  'kernel-drops',
  'connections-full',
] as const;

/** How many terminals could be served, on what the estimate rests, and what to change for more. */
export function CapacityCard({ capacity }: { readonly capacity: Capacity }) {
  const { t } = texts;
  const { sample, max_servers_estimate: most, messages_per_server_per_sec: rate } = capacity;
  return (
    <section class="card stack">
      <div class="card-head health-flat">
        <h2>{t('capacity')}</h2>
        <Badge tone={CONFIDENCE_TONES[sample.confidence]}>{t(`confidence.${sample.confidence}`)}</Badge>
      </div>
      {most === null ? (
        <p class="muted">{t('capacityNone')}</p>
      ) : (
        <>
          <dl class="tiles health-inner">
            <StatTile
              label={t('capacityMax')}
              value={formatNumber(most)}
              note={t('capacityNow', { count: capacity.current_servers })}
            />
            <StatTile
              label={t('capacityHeadroom')}
              value={formatNumber(capacity.headroom_servers)}
              note={formatUnit(capacity.headroom_percent, 'percent')}
            />
            <StatTile
              label={t('capacityUsed')}
              value={formatUnit(capacity.current_utilization_percent, 'percent')}
              note={
                <meter
                  min={0}
                  max={100}
                  low={50}
                  high={80}
                  optimum={0}
                  value={capacity.current_utilization_percent ?? 0}
                  aria-label={t('capacityUsed')}
                />
              }
            />
            {rate === null ? null : (
              <StatTile
                label={t('capacityRate')}
                value={formatUnit(rate.median, 'perSecond')}
                note={t('capacityRateNote', { value: formatUnit(rate.p95, 'perSecond') })}
              />
            )}
          </dl>
          <Stages capacity={capacity} />
        </>
      )}
      <div>
        <h3>{t('recommendations')}</h3>
        {capacity.advice.length === 0 ? (
          <p class="muted">{t('recommendationsNone')}</p>
        ) : (
          <ul class="health-advice">
            {capacity.advice.map((each) => (
              <li key={each.code}>
                {adviceOf(each)}
                {each.setting === null ? null : (
                  <div class="muted small">{t('setting', { setting: each.setting })}</div>
                )}
              </li>
            ))}
          </ul>
        )}
      </div>
      <p class="muted small">
        {t('sample', {
          messages: sample.messages,
          minutes: Math.round(sample.seconds / 6) / 10,
          runs: sample.store_invocations,
        })}
      </p>
    </section>
  );
}

function adviceOf({ code, stage, value, text }: Capacity['advice'][number]): string {
  const { t } = texts;
  const known = ADVICE.find((each) => each === code);
  // Of a newer server: in its own words.
  if (known === undefined) return text;
  return t(`advice.${known}`, {
    stage: stage === null ? '' : t(`stage.${stage}`),
    value: value === null ? '' : Math.round(value * 10) / 10,
  });
}

function Stages({ capacity }: { readonly capacity: Capacity }) {
  const { t } = texts;
  return (
    <div class="scroll-x" tabIndex={0}>
      <table class="plain-table" aria-label={t('capacity')}>
        <thead>
          <tr>
            <th scope="col">{t('capacityStage')}</th>
            <th scope="col" class="end">
              {t('capacityStageRate')}
            </th>
          </tr>
        </thead>
        <tbody>
          {capacity.stages.map(({ stage, messages_per_sec: rate }) => (
            <tr key={stage}>
              <td>
                {t(`stage.${stage}`)}{' '}
                {stage === capacity.bottleneck ? <Badge tone="warn">{t('stageNarrow')}</Badge> : null}
              </td>
              <td class="end">
                {rate === null ? (
                  <span class="muted">{t('stageUnknown')}</span>
                ) : (
                  formatNumber(rate, { maximumFractionDigits: 0 })
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
