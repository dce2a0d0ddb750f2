import { InviteUnknownError, TooManyInvitesError } from '../../fleet/sharing/invites.ts';
import { MemberUnknownError, OwnerCannotLeaveError } from '../../fleet/sharing/members.ts';
import type { Problem } from '../../http/answers.ts';

/** What a refusal of sharing a fleet means over HTTP, as the bot says it; undefined: the error is none of its. */
export function explainSharing(error: unknown): Problem | undefined {
  if (error instanceof InviteUnknownError)
    return {
      status: 404,
      title: 'No such invitation',
      detail: 'This invitation was used, withdrawn, or is older than a week. Ask its owner for a new one.',
    };
  if (error instanceof TooManyInvitesError)
    return {
      status: 409,
      title: 'Too many invitations',
      detail: 'There are 50 open links already. Withdraw those that nobody needs.',
    };
  if (error instanceof MemberUnknownError)
    return {
      status: 404,
      title: 'No such member',
      detail: 'This member is not there any more. GET /api/fleets/{id}/members lists who is.',
    };
  if (error instanceof OwnerCannotLeaveError)
    return {
      status: 409,
      title: 'The owner stays',
      detail: 'The owner cannot leave. Give the fleet to somebody first: PUT /api/fleets/{id}/owner.',
    };
  return undefined;
}
