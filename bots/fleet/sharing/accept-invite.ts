import type { AcceptedInvite } from '../../../core/fleet/sharing/invites.ts';
import { calls } from '../calls.ts';
import { lines } from '../format.ts';
import { askerOf, type FleetTurn } from '../kit.ts';

const PREFIX = 'join_';

/** Somebody who tries links gets no further than this. */
const TRIES = { points: 10, perSeconds: 3_600 };

/** @param payload what stands after `/start` */
export function isInvitation(payload: string): boolean {
  return payload.startsWith(PREFIX);
}

/** `/start join_<token>`: takes the person into the fleet of the link, or says politely why not. */
export async function acceptInvitation(turn: FleetTurn, payload: string): Promise<void> {
  await turn.limit('join', TRIES);
  const { t, user } = turn;
  const home = [[{ label: t.plain('button.home'), call: calls.home.with() }]];
  const accepted = await accept(turn, payload.slice(PREFIX.length));
  if (accepted === undefined) {
    turn.send({ text: t('share.linkOver'), buttons: home });
    return;
  }
  const { fleetName, role, wasMember } = accepted;
  turn.hasWritten();
  turn.send({
    text: lines(
      t(wasMember ? 'share.alreadyIn' : 'share.welcome', {
        name: user.firstName,
        fleet: fleetName,
        role: t(`role.${role}`),
      }),
      t(`share.may.${role}`),
    ),
    buttons: home,
  });
}

async function accept(turn: FleetTurn, token: string): Promise<AcceptedInvite | undefined> {
  const { bot, user } = turn;
  try {
    return await turn.services.sharing.accept(
      askerOf(turn),
      { bot, firstName: user.firstName, username: user.username },
      token,
    );
  } catch (error) {
    // By its name: the class stands beside what touches the database.
    if (error instanceof Error && error.name === 'InviteUnknownError') return undefined;
    throw error;
  }
}
