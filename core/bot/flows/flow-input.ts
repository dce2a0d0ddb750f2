import type { IncomingFile } from '../turn.ts';

/** What the person did, as far as a flow may take it. */
export type FlowInput =
  | { readonly kind: 'text'; readonly text: string }
  /** A button whose action is `FLOW_ACTION`; the arguments as they came. */
  | { readonly kind: 'tap'; readonly args: readonly unknown[] }
  /** `userId` is absent when the contact is not a user of Telegram. https://core.telegram.org/bots/api#contact */
  | { readonly kind: 'contact'; readonly phone: string; readonly userId: number | undefined }
  | { readonly kind: 'file'; readonly file: IncomingFile };

/** The action id of all buttons of flows; no bot may use it for its own. */
export const FLOW_ACTION = 'fl';
