import type { Language } from '../i18n/language.ts';
import type { Flow } from './flow.ts';
import type { Html } from './html.ts';
import type { OutgoingFile, Screen } from './screen.ts';

export type { Language };

/** A person at a bot. */
export interface BotUser {
  /** Telegram's. */
  readonly id: number;
  readonly firstName: string;
  readonly username: string | undefined;
  readonly language: Language;
  /** IANA name; `UTC` until it is chosen. */
  readonly timeZone: string;
  readonly hasChosenTimeZone: boolean;
  /** Named in the Telegram secret's `alarmChats`. */
  readonly isAdmin: boolean;
}

export interface BotChat {
  readonly id: number;
  readonly isPrivate: boolean;
}

/** Values of a text: those of strings are escaped. `count` chooses the plural form. */
export type TextValues = Readonly<Record<string, string | number | Html>>;

/** A text of the bot's catalogue in the person's language, as message and as plain words (labels of buttons, toasts). */
export interface Translate<K extends string> {
  (key: K, values?: TextValues): Html;
  plain(key: K, values?: Readonly<Record<string, string | number>>): string;
}

/** A file that the person sent. */
export interface IncomingFile {
  readonly name: string;
  readonly sizeBytes: number;
  readonly mimeType: string | undefined;
  /** @throws FileTooLargeError, FileUnavailableError */
  download(maxBytes: number): Promise<Buffer>;
}

/**
 * One update being answered. What a handler shows is collected, kept with the session in one write, and then sent: a handler that throws, or
 * lost the race for the session, has shown nothing, and one whose process died is not run again, its replies are sent by the next try.
 *
 * @typeParam S what the bot's handlers may ask and do: its services
 * @typeParam K the keys of its texts
 */
export interface Turn<S, K extends string> {
  readonly bot: string;
  /** Telegram's; with the bot's id it names this turn once and for ever: an idempotency key for what a handler does. */
  readonly updateId: number;
  readonly user: BotUser;
  readonly chat: BotChat;
  readonly now: Date;
  readonly services: S;
  readonly t: Translate<K>;
  /** Of the tapped message; undefined when the person wrote. */
  readonly tappedMessageId: number | undefined;

  /** Edits the tapped message, or sends a new one when there is none (or it cannot be edited any more). */
  show(screen: Screen): void;
  /** Sends a new message. Longer than 4,096 characters: several, the buttons under the last. */
  send(screen: Screen): void;
  sendFile(file: OutgoingFile): void;
  /** A short answer to the tap that goes away by itself (200 characters); after text it is sent as a message. */
  notice(text: string): void;
  /** Deletes what the person wrote: passwords do not stay in the chat. */
  deleteIncoming(): void;
  /** Begins a flow; the one that was open is dropped. */
  start<A extends object>(flow: Flow<S, K, A>, initial?: Partial<A>): Promise<void>;

  /**
   * Takes one of the person's allowance of this action.
   * @throws TooManyRequestsError, which the platform answers with "wait N seconds"
   */
  limit(action: string, allowance: { readonly points: number; readonly perSeconds: number }): Promise<void>;
  /** Writes an audit row of a privileged act. */
  audit(act: AuditAct): Promise<void>;
  /** `https://t.me/<bot>?start=<payload>`; payload: up to 64 of A-Z a-z 0-9 _ - */
  startLink(payload: string): Promise<string>;
  /** After a write of this person: their reads go to the writer for some seconds, in the next turns too. */
  hasWritten(): void;
  /** The person's data are erased: nothing that was said in this chat before this turn is kept in the session. */
  forgetConversation(): void;
  /** Whether a read of this turn must see the person's own last write. */
  readonly mustReadOwnWrites: boolean;
}

export interface AuditAct {
  readonly action: string;
  readonly outcome: 'done' | 'refused' | 'failed';
  readonly fleetId?: string;
  /** No secrets, no texts of messages. */
  readonly subject?: Readonly<Record<string, string | number | boolean | null>>;
}

/**
 * What the engine of flows has on top: the platform gives each part of a bot (the bot itself, the parts that every bot has) only the state
 * of its own flow.
 */
export interface FlowTurn<S, K extends string> extends Turn<S, K> {
  /** JSON, as the engine left it in the session, checked by nobody yet; undefined: no flow of this part is open. */
  readonly flowState: {
    get(): unknown;
    /** `undefined` ends the flow. Another part's flow that was open is dropped. */
    set(state: unknown): void;
  };
  /**
   * Shows a question of the flow: edits the message of its last question while that is there, else sends one. The platform keeps the
   * message's id beside the state. After `flowState.set(undefined)` it closes the last question with this screen.
   * @param where `below`: as a new message, under what the person wrote. @default here
   */
  ask(screen: Screen, where?: 'here' | 'below'): void;
  /** Of the message with the flow's last question, once it was sent. */
  readonly questionMessageId: number | undefined;
}
