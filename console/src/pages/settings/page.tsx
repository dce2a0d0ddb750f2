import './settings.css';
import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { me, type Me } from '../../api/session.ts';
import { Field } from '../../parts/form.tsx';
import { Empty } from '../../parts/states.tsx';
import { Tabs } from '../../parts/tabs.tsx';
import { usePageTitle } from '../../shell/use-page-title.ts';
import { useQuery } from '../../shell/use-query.ts';
import { AccessTab } from './access-tab.tsx';
import { AlertsForm } from './alerts-form.tsx';
import { AuditTab } from './audit-tab.tsx';
import { DataTab } from './data-tab.tsx';
import { FleetPeople } from './fleet-people.tsx';
import { JoinForm } from './join-form.tsx';
import { texts } from './texts.ts';
import { YouTab } from './you-tab.tsx';

const TABS = ['you', 'people', 'alerts', 'access', 'audit', 'data'] as const;

export function Page() {
  const { t } = texts;
  const query = useQuery();
  usePageTitle(t('title'));
  const person = me.value;
  const current = TABS.find((one) => one === query.values.tab) ?? 'you';
  return (
    <>
      <div class="page-head">
        <h1>{t('title')}</h1>
      </div>
      {person === undefined ? null : (
        <Tabs
          label={t('title')}
          tabs={TABS.map((id) => ({ id, title: t(`tab.${id}`) }))}
          current={current}
          onChange={(id) => query.set({ tab: id === 'you' ? '' : id }, { isStep: true })}
        >
          <div class="settings-tab">
            {current === 'you' ? <YouTab person={person} /> : null}
            {current === 'people' ? (
              <>
                <OneFleet fleets={person.fleets}>{(fleet) => <FleetPeople fleet={fleet} />}</OneFleet>
                <JoinForm />
              </>
            ) : null}
            {current === 'alerts' ? (
              <OneFleet fleets={person.fleets}>{(fleet) => <AlertsForm fleet={fleet} />}</OneFleet>
            ) : null}
            {current === 'access' ? <AccessTab /> : null}
            {current === 'audit' ? <AuditTab person={person} /> : null}
            {current === 'data' ? <DataTab /> : null}
          </div>
        </Tabs>
      )}
    </>
  );
}

type Fleet = Me['fleets'][number];

/** What is set for each fleet apart; a choice of fleets only where there are several. */
function OneFleet(props: {
  readonly fleets: readonly Fleet[];
  readonly children: (fleet: Fleet) => ComponentChildren;
}) {
  const { t } = texts;
  const chosen = useSignal<string | undefined>(undefined);
  const { fleets } = props;
  const fleet = fleets.find(({ fleetId }) => fleetId === chosen.value) ?? fleets[0];
  if (fleet === undefined)
    return (
      <Empty title={t('fleet.none')} icon="fleet">
        <p class="muted">{t('fleet.noneHint')}</p>
      </Empty>
    );
  return (
    <>
      {fleets.length < 2 ? null : (
        <div class="settings-narrow">
          <Field label={t('fleet.choose')}>
            <select
              class="input"
              value={fleet.fleetId}
              onChange={({ currentTarget }) => {
                chosen.value = currentTarget.value;
              }}
            >
              {fleets.map(({ fleetId, name }) => (
                <option key={fleetId} value={fleetId}>
                  {name}
                </option>
              ))}
            </select>
          </Field>
        </div>
      )}
      <div key={fleet.fleetId} class="stack">
        {props.children(fleet)}
      </div>
    </>
  );
}
