import { confirmView } from '../../../core/bot/views/confirm-view.ts';
import { calls } from '../calls.ts';
import { askerOf } from '../kit.ts';
import { onTap } from '../on-tap.ts';
import { readMembership } from './member-list.ts';
import { sharingCalls } from './sharing-calls.ts';

export const leaveActions = [
  onTap(sharingCalls.leave, async (turn, fleetId) => {
    const { fleetName } = await readMembership(turn, fleetId);
    turn.show(
      confirmView({
        language: turn.user.language,
        question: turn.t('share.leaveQuestion', { fleet: fleetName }),
        label: turn.t.plain('share.leaveNow'),
        doIt: sharingCalls.leaveNow.with(fleetId),
        cancel: sharingCalls.open.with(fleetId, 0),
      }),
    );
  }),
  onTap(sharingCalls.leaveNow, async (turn, fleetId) => {
    const { fleetName } = await readMembership(turn, fleetId);
    await turn.services.sharing.leave(askerOf(turn), fleetId);
    turn.hasWritten();
    turn.show({
      text: turn.t('share.left', { fleet: fleetName }),
      buttons: [[{ label: turn.t.plain('button.home'), call: calls.home.with() }]],
    });
  }),
];
