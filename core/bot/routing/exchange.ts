import type { BotPlatform } from '../platform.ts';
import type { CollectedReplies } from '../replies/collect-replies.ts';
import type { Session } from '../session/session.ts';
import type { BotChat, BotUser } from '../turn.ts';
import type { Incoming } from './incoming.ts';

/**
 * One try at answering an update: what all parts of a bot share while they handle it. The session in it is a copy; it counts once it is
 * saved.
 */
export interface Exchange {
  readonly bot: string;
  readonly incoming: Incoming;
  readonly user: BotUser;
  readonly chat: BotChat;
  readonly now: Date;
  readonly platform: Pick<BotPlatform, 'guard' | 'audit'>;
  readonly session: Session;
  readonly replies: CollectedReplies;
  /** Asks Telegram once in the life of a container. */
  readonly readUsername: () => Promise<string>;
}
