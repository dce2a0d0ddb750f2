import type { AcceptedInvite, InvitedRole } from '../../../core/fleet/sharing/invites.ts';
import type { Member } from '../../../core/fleet/sharing/members.ts';
import type { Asker } from '../services.ts';

/** Who comes in by a link: the owner is told by name. */
export interface Newcomer {
  readonly bot: string;
  readonly firstName: string;
  readonly username: string | undefined;
}

/** What they throw: `core/fleet/sharing`. */
export interface SharingService {
  listMembers(asker: Asker, fleetId: string): Promise<readonly Member[]>;
  /** @returns the link's word, which nobody can show again, and when it ends */
  invite(
    asker: Asker,
    fleetId: string,
    role: InvitedRole,
  ): Promise<{ readonly token: string; readonly expiresAt: Date }>;
  /** @returns how many there were */
  withdrawInvites(asker: Asker, fleetId: string): Promise<number>;
  /** The fleet becomes the one they look at, and its owner gets a message. */
  accept(asker: Asker, newcomer: Newcomer, token: string): Promise<AcceptedInvite>;
  changeRole(asker: Asker, fleetId: string, member: number, role: InvitedRole): Promise<void>;
  remove(asker: Asker, fleetId: string, member: number): Promise<void>;
  leave(asker: Asker, fleetId: string): Promise<void>;
  give(asker: Asker, fleetId: string, member: number): Promise<void>;
}
