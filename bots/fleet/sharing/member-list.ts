import { formatMoment } from '../../../core/bot/format/format-time.ts';
import { html } from '../../../core/bot/html.ts';
import type { Button, Screen } from '../../../core/bot/screen.ts';
import { layoutButtons, shorten } from '../../../core/bot/views/button-layout.ts';
import { listView } from '../../../core/bot/views/list-view.ts';
import type { Member } from '../../../core/fleet/sharing/members.ts';
import { FleetUnknownError, type Membership } from '../../../core/fleet/terminals/fleets.ts';
import { calls } from '../calls.ts';
import { chosenFleetOrTell } from '../fleets/chosen-fleet.ts';
import { askerOf, command, type FleetTurn } from '../kit.ts';
import { onTap } from '../on-tap.ts';
import { memberName } from './member-name.ts';
import { sharingCalls } from './sharing-calls.ts';

const MEMBERS_A_PAGE = 10;
const BUTTON_CHARS = 36;

/** Who sees and commands a fleet; what its owner, or whoever is a guest, can do about it. @throws FleetUnknownError */
export async function membersScreen(turn: FleetTurn, fleetId: string, before = 0): Promise<Screen> {
  const { t } = turn;
  const [fleet, members] = await Promise.all([
    readMembership(turn, fleetId),
    turn.services.sharing.listMembers(askerOf(turn), fleetId),
  ]);
  const isOwner = fleet.role === 'owner';
  const shown = members.slice(before, before + MEMBERS_A_PAGE);
  return listView({
    language: turn.user.language,
    title: html`<b>${t('share.title', { name: fleet.fleetName })}</b>`,
    items: shown,
    line: (member) =>
      html`• ${memberName(member)} · ${t(`role.${member.role}`)}${isMe(turn, member) ? t('share.you') : ''}`,
    total: members.length,
    before,
    previous: before > 0 ? sharingCalls.open.with(fleetId, Math.max(0, before - MEMBERS_A_PAGE)) : undefined,
    next:
      before + MEMBERS_A_PAGE < members.length
        ? sharingCalls.open.with(fleetId, before + MEMBERS_A_PAGE)
        : undefined,
    below: [
      ...(isOwner ? ownerRows(turn, fleetId, shown) : guestRows(turn, fleetId)),
      [
        { label: t.plain('button.fleets'), call: calls.fleets.with() },
        { label: t.plain('button.home'), call: calls.home.with() },
      ],
    ],
  });
}

/** @throws FleetUnknownError */
export async function readMembership(turn: FleetTurn, fleetId: string): Promise<Membership> {
  const fleets = await turn.services.fleets.list(askerOf(turn));
  const fleet = fleets.find((one) => one.fleetId === fleetId);
  if (fleet === undefined) throw new FleetUnknownError('no such fleet');
  return fleet;
}

function isMe({ user }: FleetTurn, { userId }: Member): boolean {
  return userId === user.id;
}

function memberButton(fleetId: string, member: Member): Button {
  return {
    label: shorten(memberName(member), BUTTON_CHARS),
    call: sharingCalls.member.with(fleetId, member.userId),
  };
}

/** The owner opens everybody but themselves. */
function ownerRows(turn: FleetTurn, fleetId: string, shown: readonly Member[]): Button[][] {
  const { t } = turn;
  return [
    ...layoutButtons(
      shown.filter((member) => !isMe(turn, member)).map((member) => memberButton(fleetId, member)),
    ),
    [{ label: t.plain('share.inviteOperator'), call: sharingCalls.invite.with(fleetId, 'operator') }],
    [{ label: t.plain('share.inviteViewer'), call: sharingCalls.invite.with(fleetId, 'viewer') }],
    [{ label: t.plain('share.withdraw'), call: sharingCalls.withdraw.with(fleetId) }],
  ];
}

function guestRows({ t }: FleetTurn, fleetId: string): Button[][] {
  return [[{ label: t.plain('share.leave'), call: sharingCalls.leave.with(fleetId) }]];
}

export const sharingCommands = [
  command({
    name: 'share',
    description: 'command.share',
    async run(turn) {
      const fleet = await chosenFleetOrTell(turn);
      if (fleet !== undefined) turn.send(await membersScreen(turn, fleet.fleetId));
    },
  }),
];

export const memberListActions = [
  onTap(sharingCalls.open, async (turn, fleetId, before) =>
    turn.show(await membersScreen(turn, fleetId, before)),
  ),
  onTap(sharingCalls.invite, async (turn, fleetId, role) => {
    // Whoever reads the link may use it.
    if (!turn.chat.isPrivate) {
      turn.notice(turn.t.plain('share.privateOnly'));
      return;
    }
    const { token, expiresAt } = await turn.services.sharing.invite(askerOf(turn), fleetId, role);
    const link = await turn.startLink(`join_${token}`);
    const { language, timeZone } = turn.user;
    // A message of its own: it is forwarded, and what may be done with the fleet stays where it was.
    turn.send({
      text: turn.t('share.link', {
        role: turn.t(`role.${role}`),
        link,
        until: formatMoment(expiresAt, { language, timeZone, now: turn.now }),
        zone: turn.user.hasChosenTimeZone ? '' : ' UTC',
      }),
    });
  }),
  onTap(sharingCalls.withdraw, async (turn, fleetId) => {
    const count = await turn.services.sharing.withdrawInvites(askerOf(turn), fleetId);
    turn.notice(turn.t.plain('share.withdrawn', { count }));
  }),
];
