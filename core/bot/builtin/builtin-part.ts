import { type BotPart, mountPart } from '../routing/mount-part.ts';
import { adminActions, stats } from './admin.ts';
import { adminFeedbackActions, adminFeedbackFlows, feedbacks } from './admin-feedback.ts';
import { block, blockActions, blocked, unblock } from './block-list.ts';
import type { BuiltinServices } from './builtin-services.ts';
import { builtinTexts } from './builtin-texts.ts';
import { feedback, feedbackActions, feedbackFlows } from './feedback.ts';
import { bot } from './kit.ts';
import { myDataActions } from './my-data.ts';
import { settings, settingsActions } from './settings.ts';
import { zoneActions, zoneFlows } from './time-zone.ts';

/** What every bot has: settings, a person's data, feedback; for admins figures, feedback to answer, and blocks. */
export const builtinBot = bot({
  id: 'builtin',
  texts: builtinTexts,
  commands: [settings, feedback, stats, feedbacks, blocked, block, unblock],
  actions: [
    ...settingsActions,
    ...zoneActions,
    ...myDataActions,
    ...feedbackActions,
    ...adminActions,
    ...adminFeedbackActions,
    ...blockActions,
  ],
  flows: [...zoneFlows, ...feedbackFlows, ...adminFeedbackFlows],
});

export function builtinPart(services: BuiltinServices): BotPart {
  return mountPart(builtinBot, services);
}
