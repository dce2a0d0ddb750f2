import '../commands/commands.css';
import '../orders/orders.css';
import './terminal.css';
import { useRoute } from 'preact-iso';
import { ProblemAnswerError } from '../../api/problem.ts';
import { Empty, Loaded, Skeleton } from '../../parts/states.tsx';
import { Tabs } from '../../parts/tabs.tsx';
import { explainError } from '../../problems/explain-error.ts';
import { shellTexts } from '../../shell/texts.ts';
import { usePageTitle } from '../../shell/use-page-title.ts';
import { useQuery } from '../../shell/use-query.ts';
import { SendDialogs } from '../commands/send-dialogs.tsx';
import { BalanceCurve } from './balance-curve.tsx';
import { ChartsTab } from './charts-tab.tsx';
import { CommandsTab } from './commands-tab.tsx';
import { ErrorsTab } from './errors-tab.tsx';
import { QuickCommands } from './quick-commands.tsx';
import { StrategiesTab } from './strategies-tab.tsx';
import { TerminalHead } from './terminal-head.tsx';
import { TerminalOrders } from './terminal-orders.tsx';
import { TerminalTiles } from './terminal-tiles.tsx';
import { texts } from './texts.ts';
import { type LiveTerminal, type TerminalCard, useTerminal } from './use-terminal.ts';
import { useSender } from './use-sender.ts';

const TABS = ['overview', 'orders', 'strategies', 'errors', 'charts', 'commands'] as const;

export function Page() {
  const id = useRoute().params.id ?? '';
  // Another terminal is another page: nothing of the one before is shown meanwhile.
  return <TerminalPage key={id} id={id} />;
}

function TerminalPage({ id }: { readonly id: string }) {
  const { t } = texts;
  const { card, news } = useTerminal(id);
  usePageTitle(card.data.value?.name ?? t('title'));
  const { value: error } = card.error;
  if (card.data.value === undefined && error instanceof ProblemAnswerError && error.status === 404)
    return <NoTerminal error={error} />;
  return (
    <Loaded resource={card} skeleton={<Skeleton lines={10} />}>
      {(terminal) => <Shown terminal={terminal} news={news} reload={() => void card.reload()} />}
    </Loaded>
  );
}

/** Trying again would not bring it back. */
function NoTerminal({ error }: { readonly error: ProblemAnswerError }) {
  const { title, detail } = explainError(error);
  return (
    <Empty title={title} icon="warning">
      <p class="muted">{detail}</p>
      <a class="button" href="/">
        {shellTexts.t('page.home')}
      </a>
    </Empty>
  );
}

function Shown(props: {
  readonly terminal: TerminalCard;
  readonly news: LiveTerminal['news'];
  readonly reload: () => void;
}) {
  const { t } = texts;
  const { terminal, news, reload } = props;
  const query = useQuery();
  const sending = useSender(terminal.id);
  const tab = TABS.find((each) => each === query.values.tab) ?? 'overview';
  const mayCommand = terminal.role !== 'viewer' && terminal.isEnabled;
  return (
    <>
      <TerminalHead terminal={terminal} onChanged={reload} />
      {terminal.state === 'never' && terminal.isEnabled ? (
        <p class="notice warn terminal-hint">{t('neverHint')}</p>
      ) : null}
      <TerminalTiles terminal={terminal} />
      {mayCommand ? <QuickCommands sending={sending} terminal={terminal} /> : null}
      <Tabs
        label={t('title')}
        tabs={TABS.map((each) => ({ id: each, title: t(`tab.${each}`) }))}
        current={tab}
        onChange={(next) => query.set({ tab: next === 'overview' ? '' : next, order: '' }, { isStep: true })}
      >
        {tab === 'overview' ? (
          <div class="stack">
            <BalanceCurve terminal={terminal} />
            <section class="card">
              <h2 class="card-head">{t('ordersOpen')}</h2>
              <TerminalOrders terminalId={terminal.id} status="open" maxHeight="320px" />
            </section>
            <section class="card">
              <h2 class="card-head">{t('ordersRecent')}</h2>
              <TerminalOrders terminalId={terminal.id} status="closed" maxHeight="320px" />
            </section>
          </div>
        ) : null}
        {tab === 'orders' ? <TerminalOrders terminalId={terminal.id} hasTabs /> : null}
        {tab === 'strategies' ? (
          <StrategiesTab terminal={terminal} sending={sending} mayCommand={mayCommand} />
        ) : null}
        {tab === 'errors' ? <ErrorsTab terminalId={terminal.id} news={news} /> : null}
        {tab === 'charts' ? <ChartsTab terminalId={terminal.id} news={news} /> : null}
        {tab === 'commands' ? <CommandsTab terminal={terminal} sending={sending} /> : null}
      </Tabs>
      <SendDialogs state={sending.state.value} sender={sending.sender} />
    </>
  );
}
