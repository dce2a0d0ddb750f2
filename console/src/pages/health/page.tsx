import { me } from '../../api/session.ts';
import { Empty } from '../../parts/states.tsx';
import { Tabs } from '../../parts/tabs.tsx';
import { usePageTitle } from '../../shell/use-page-title.ts';
import { useQuery } from '../../shell/use-query.ts';
import { AlarmList } from './alarm-list.tsx';
import { AlarmStates } from './alarm-states.tsx';
import { DeadLetters } from './dead-letters.tsx';
import './health.css';
import { MetricCharts } from './metric-charts.tsx';
import { Overview } from './overview.tsx';
import { QueueTable } from './queue-table.tsx';
import { texts } from './texts.ts';

const TABS = ['overview', 'charts', 'queues', 'alarms'] as const;

/** The system itself, for those who run it. */
export function Page() {
  const { t } = texts;
  usePageTitle(t('title'));
  const query = useQuery();
  const current = TABS.find((tab) => tab === query.values.tab) ?? 'overview';
  if (me.value?.isAdministrator !== true)
    return (
      <>
        <div class="page-head">
          <h1>{t('title')}</h1>
        </div>
        <Empty title={t('forbidden')} icon="person">
          <p class="muted">{t('forbiddenWhat')}</p>
        </Empty>
      </>
    );
  return (
    <div class="health">
      <div class="page-head">
        <h1>{t('title')}</h1>
      </div>
      <Tabs
        label={t('tabs')}
        tabs={TABS.map((id) => ({ id, title: t(`tab.${id}`) }))}
        current={current}
        onChange={(tab) => query.set({ tab: tab === 'overview' ? undefined : tab }, { isStep: true })}
      >
        {current === 'overview' ? <Overview /> : null}
        {current === 'charts' ? <MetricCharts query={query} /> : null}
        {current === 'queues' ? (
          <div class="stack">
            <QueueTable />
            <DeadLetters />
          </div>
        ) : null}
        {current === 'alarms' ? (
          <div class="stack">
            <AlarmStates />
            <AlarmList />
          </div>
        ) : null}
      </Tabs>
    </div>
  );
}
