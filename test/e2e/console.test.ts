import { useConsole } from '../support/console-stack.ts';
import { describeApiPage } from './console/api-page.ts';
import { describeChatsPage } from './console/chats-page.ts';
import { describeCommandsPage } from './console/commands-page.ts';
import { describeEachPage } from './console/each-page.ts';
import { describeFleetPage } from './console/fleet-page.ts';
import { describeHealthPage } from './console/health-page.ts';
import { describeLiveConnection } from './console/live-connection.ts';
import { describeOrdersPage } from './console/orders-page.ts';
import { describePace } from './console/pace.ts';
import { describeSettingsPage } from './console/settings-page.ts';
import { describeStatisticsPage } from './console/statistics-page.ts';
import { describeTerminalPage } from './console/terminal-page.ts';

// One system and one browser for all: to start them takes longer than most of what they are asked.
jest.setTimeout(240_000);
const given = useConsole();

// No test needs another one. Orders and statistics stand late since terminals close no order in their first half minute.
describeFleetPage(given);
describeLiveConnection(given);
describePace(given);
describeTerminalPage(given);
describeCommandsPage(given);
describeSettingsPage(given);
describeChatsPage(given);
describeApiPage(given);
describeOrdersPage(given);
describeStatisticsPage(given);
describeHealthPage(given);
describeEachPage(given);
