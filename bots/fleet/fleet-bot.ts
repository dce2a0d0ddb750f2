import { fromAlertActions } from './alerts/from-alert.ts';
import { settingsFlowActions, settingsFlows } from './alerts/settings-flows.ts';
import { settingsActions, settingsCommands } from './alerts/settings-screen.ts';
import { addActions, addCommands, addTerminalFlow } from './terminals/add-terminal.ts';
import { commandFormFlow, freeCommandFlow } from './commands/command-flows.ts';
import { editActions, editTerminalFlow } from './terminals/edit-terminal.ts';
import { newLabelFlow, renameLabelFlow } from './labels/label-flows.ts';
import { presetFlow } from './commands/preset-flow.ts';
import { searchActions, searchFlow } from './terminals/search.ts';
import { bot } from './kit.ts';
import { orderCardActions } from './orders/order-card.ts';
import { orderListActions, ordersCommands } from './orders/order-list.ts';
import { profitByActions } from './profit/profit-by.ts';
import { profitCommands, profitScreenActions } from './profit/profit-screen.ts';
import { commandActions, commandCommands } from './commands/commands.ts';
import { feedActions } from './terminals/feeds.ts';
import { fleetActions, renameFleetFlow } from './fleets/fleets.ts';
import { homeActions, homeCommands } from './fleets/home.ts';
import { importActions, importCommands, looksLikeList, takeFile, takeList } from './terminals/import.ts';
import { labelActions, labelCommands } from './labels/labels.ts';
import { presetActions } from './commands/presets.ts';
import { runAgainActions } from './commands/run-again.ts';
import { runActions, runCommands } from './commands/runs.ts';
import { cardActions } from './terminals/terminal-card.ts';
import { listActions, listCommands, openList } from './terminals/terminal-list.ts';
import { leaveActions } from './sharing/leave-fleet.ts';
import { memberCardActions } from './sharing/member-card.ts';
import { memberListActions, sharingCommands } from './sharing/member-list.ts';
import { fleetTexts } from './texts.ts';

/** The fleet in one's pocket: terminals, and commands to them. */
export const fleetBot = bot({
  id: 'fleet',
  texts: fleetTexts,
  commands: [
    ...homeCommands,
    ...listCommands,
    ...addCommands,
    ...importCommands,
    ...labelCommands,
    ...commandCommands,
    ...runCommands,
    ...ordersCommands,
    ...profitCommands,
    ...settingsCommands,
    ...sharingCommands,
  ],
  actions: [
    ...homeActions,
    ...listActions,
    ...cardActions,
    ...feedActions,
    ...addActions,
    ...editActions,
    ...searchActions,
    ...labelActions,
    ...fleetActions,
    ...importActions,
    ...commandActions,
    ...runActions,
    ...runAgainActions,
    ...presetActions,
    ...orderListActions,
    ...orderCardActions,
    ...profitScreenActions,
    ...profitByActions,
    ...settingsActions,
    ...settingsFlowActions,
    ...fromAlertActions,
    ...memberListActions,
    ...memberCardActions,
    ...leaveActions,
  ],
  flows: [
    addTerminalFlow,
    editTerminalFlow,
    searchFlow,
    newLabelFlow,
    renameLabelFlow,
    renameFleetFlow,
    freeCommandFlow,
    commandFormFlow,
    presetFlow,
    ...settingsFlows,
  ],
  /** A pasted list is an import, anything else a search. In groups people talk to each other. */
  onText: async (turn, text) => {
    if (looksLikeList(text)) await takeList(turn, text);
    else if (turn.chat.isPrivate) await openList(turn, { search: text.trim().slice(0, 100) }, 'send');
  },
  exportData: ({ fleets }, userId) => fleets.exportOf(userId),
  eraseData: async ({ fleets }, userId) =>
    (await fleets.eraseOf(userId)) ? undefined : 'erase.terminalsLeft',
  onFile: async (turn, file) => {
    if (turn.chat.isPrivate) await takeFile(turn, file);
  },
});
