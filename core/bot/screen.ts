import type { ActionCall } from './action.ts';
import type { Html } from './html.ts';

/** What a bot shows: a text, and under it rows of buttons. */
export interface Screen {
  readonly text: Html;
  readonly buttons?: readonly (readonly Button[])[];
  /** Telegram shows no preview of links unless this says so. */
  readonly linkPreview?: boolean;
  /**
   * Under the person's keyboard instead of under the message: a button with this label that sends their own phone number; `remove` takes
   * it away again. Such a screen is always sent, never edited in, and has no other buttons.
   */
  readonly contactButton?: { readonly label: string } | 'remove';
}

/** At most 64 characters of a label are readable on a phone; Telegram itself takes more. */
export type Button =
  | { readonly label: string; readonly call: ActionCall }
  | { readonly label: string; readonly url: string }
  /** Puts `text` before the person's cursor. */
  | { readonly label: string; readonly copy: string };

/** A file made here. */
export interface OutgoingFile {
  readonly name: string;
  readonly content: Buffer;
  readonly caption?: Html;
}
