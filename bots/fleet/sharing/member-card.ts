import { html } from '../../../core/bot/html.ts';
import type { ActionCall } from '../../../core/bot/action.ts';
import type { Screen } from '../../../core/bot/screen.ts';
import { confirmView } from '../../../core/bot/views/confirm-view.ts';
import type { Member } from '../../../core/fleet/sharing/members.ts';
import { lines, momentText } from '../format.ts';
import { askerOf, type FleetTurn } from '../kit.ts';
import { onTap } from '../on-tap.ts';
import { memberName } from './member-name.ts';
import { membersScreen, readMembership } from './member-list.ts';
import { sharingCalls } from './sharing-calls.ts';

/** One member, for the owner; when they are gone, the list. */
async function memberScreen(turn: FleetTurn, fleetId: string, userId: number): Promise<Screen> {
  const { t } = turn;
  const member = await findMember(turn, fleetId, userId);
  if (member === undefined || member.role === 'owner') return membersScreen(turn, fleetId);
  const other = member.role === 'operator' ? 'viewer' : 'operator';
  return {
    text: lines(
      html`<b>${memberName(member)}</b> · ${t(`role.${member.role}`)}`,
      t(`share.may.${member.role}`),
      t('share.since', { when: momentText(turn, member.addedAt) }),
    ),
    buttons: [
      [
        {
          label: t.plain(`share.make.${other}`),
          call: sharingCalls.changeRole.with(fleetId, userId, other),
        },
      ],
      [
        { label: t.plain('share.remove'), call: sharingCalls.remove.with(fleetId, userId) },
        { label: t.plain('share.give'), call: sharingCalls.give.with(fleetId, userId) },
      ],
      [{ label: t.plain('button.back'), call: sharingCalls.open.with(fleetId, 0) }],
    ],
  };
}

async function findMember(turn: FleetTurn, fleetId: string, userId: number): Promise<Member | undefined> {
  const members = await turn.services.sharing.listMembers(askerOf(turn), fleetId);
  return members.find((member) => member.userId === userId);
}

/** A question about a member, whose name stands in it. */
async function ask(
  turn: FleetTurn,
  fleetId: string,
  userId: number,
  question: 'share.removeQuestion' | 'share.giveQuestion' | 'share.giveSureQuestion',
  label: 'share.removeNow' | 'share.giveSure' | 'share.giveNow',
  doIt: ActionCall,
): Promise<void> {
  const [fleet, member] = await Promise.all([
    readMembership(turn, fleetId),
    findMember(turn, fleetId, userId),
  ]);
  if (member === undefined) {
    turn.show(await membersScreen(turn, fleetId));
    return;
  }
  turn.show(
    confirmView({
      language: turn.user.language,
      question: turn.t(question, { name: memberName(member), fleet: fleet.fleetName }),
      isDangerous: true,
      label: turn.t.plain(label),
      doIt,
      cancel: sharingCalls.member.with(fleetId, userId),
    }),
  );
}

export const memberCardActions = [
  onTap(sharingCalls.member, async (turn, fleetId, userId) =>
    turn.show(await memberScreen(turn, fleetId, userId)),
  ),
  onTap(sharingCalls.changeRole, async (turn, fleetId, userId, role) => {
    await turn.services.sharing.changeRole(askerOf(turn), fleetId, userId, role);
    turn.hasWritten();
    turn.notice(turn.t.plain('share.roleChanged', { role: turn.t.plain(`role.${role}`) }));
    turn.show(await memberScreen(turn, fleetId, userId));
  }),
  onTap(sharingCalls.remove, (turn, fleetId, userId) =>
    ask(
      turn,
      fleetId,
      userId,
      'share.removeQuestion',
      'share.removeNow',
      sharingCalls.removeNow.with(fleetId, userId),
    ),
  ),
  onTap(sharingCalls.removeNow, async (turn, fleetId, userId) => {
    await turn.services.sharing.remove(askerOf(turn), fleetId, userId);
    turn.hasWritten();
    turn.notice(turn.t.plain('share.removed'));
    turn.show(await membersScreen(turn, fleetId));
  }),
  onTap(sharingCalls.give, (turn, fleetId, userId) =>
    ask(
      turn,
      fleetId,
      userId,
      'share.giveQuestion',
      'share.giveSure',
      sharingCalls.giveSure.with(fleetId, userId),
    ),
  ),
  onTap(sharingCalls.giveSure, (turn, fleetId, userId) =>
    ask(
      turn,
      fleetId,
      userId,
      'share.giveSureQuestion',
      'share.giveNow',
      sharingCalls.giveNow.with(fleetId, userId),
    ),
  ),
  onTap(sharingCalls.giveNow, async (turn, fleetId, userId) => {
    await turn.services.sharing.give(askerOf(turn), fleetId, userId);
    turn.hasWritten();
    turn.notice(turn.t.plain('share.given'));
    turn.show(await membersScreen(turn, fleetId));
  }),
];
