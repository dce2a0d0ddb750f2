import type { AuditPage } from '../audit.ts';
import type { Html } from '../html.ts';
import type { Language } from '../turn.ts';
import type { BotFigures } from '../users/bot-figures.ts';
import type { PageOfPeople, PersonAtBot } from '../users/list-blocked.ts';
import type { Feedback, FeedbackPage } from './feedback-rows.ts';

/** What the parts that every bot has may ask and do. */
export interface BuiltinServices {
  chooseLanguage(userId: number, language: Language): Promise<void>;
  /** @param timeZone IANA name, checked before */
  chooseTimeZone(userId: number, timeZone: string): Promise<void>;

  /** Everything that the platform and the bot keep of a person, as JSON. */
  exportData(bot: string, userId: number): Promise<unknown>;
  /** @returns why it cannot be done yet; `undefined`: it is done */
  eraseData(bot: string, userId: number, language: Language): Promise<Html | undefined>;

  /** Keeps the feedback and tells the admins. @param key of the update: repeated, it changes nothing */
  leaveFeedback(feedback: {
    readonly bot: string;
    readonly userId: number;
    readonly text: string;
    readonly key: string;
  }): Promise<void>;
  readFeedback(bot: string, id: string): Promise<Feedback | undefined>;
  listOpenFeedback(bot: string, after: string): Promise<FeedbackPage>;
  /** Sends the answer, or, without one, marks the feedback as done. */
  closeFeedback(
    bot: string,
    id: string,
    adminId: number,
    answer: string | undefined,
  ): Promise<'done' | 'closed-before' | 'nobody'>;

  readFigures(bot: string): Promise<BotFigures>;
  findPerson(bot: string, who: string): Promise<PersonAtBot | undefined>;
  listBlocked(bot: string, after: number): Promise<PageOfPeople>;
  /** @returns `false` when it was so before */
  block(bot: string, userId: number, adminId: number): Promise<boolean>;
  unblock(bot: string, userId: number): Promise<boolean>;
  isAdmin(userId: number): Promise<boolean>;
  /** @param actorId `undefined`: of everybody */
  listAudit(actorId: number | undefined, before: string | undefined): Promise<AuditPage>;
}
