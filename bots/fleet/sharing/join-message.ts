import type { OutgoingMessage } from '../../../core/bot/outbox/outgoing-message.ts';
import { screenMessages } from '../../../core/bot/outbox/screen-messages.ts';
import type { Language } from '../../../core/bot/turn.ts';
import type { AcceptedInvite } from '../../../core/fleet/sharing/invites.ts';
import { fleetTexts } from '../texts.ts';
import { memberName } from './member-name.ts';
import { sharingCalls } from './sharing-calls.ts';
import type { Newcomer } from './sharing-service.ts';

/** Tells the owner of a fleet who came in by a link. */
export function joinMessages(
  owner: { readonly userId: number; readonly language: Language },
  { fleetId, fleetName, role }: AcceptedInvite,
  newcomer: Newcomer & { readonly userId: number },
  /** Names this acceptance once and for ever. */
  key: string,
): OutgoingMessage[] {
  const t = fleetTexts.in(owner.language);
  return screenMessages(
    { bot: newcomer.bot, chatId: owner.userId, userId: owner.userId, key },
    {
      text: t('share.joined', { name: memberName(newcomer), fleet: fleetName, role: t(`role.${role}`) }),
      buttons: [[{ label: t.plain('button.share'), call: sharingCalls.open.with(fleetId, 0) }]],
    },
  );
}
