import { Html } from '../html.ts';
import type { OutgoingFile, Screen } from '../screen.ts';

/** What a handler has said so far, in the order in which it goes out. */
export type Said =
  | {
      readonly kind: 'screen';
      readonly screen: Screen;
      /** The message that it replaces. */
      readonly edits: number | undefined;
      readonly isQuestion: boolean;
      /** `show` replaces what the turn has shown before: a message shows one thing. */
      readonly isShown: boolean;
    }
  | { readonly kind: 'file'; readonly file: OutgoingFile };

/** What stands above the short answer to a tap. https://core.telegram.org/bots/api#answercallbackquery */
export const MAX_TOAST_CHARACTERS = 200;

/** Collects what one turn says; nothing is sent here. */
export class CollectedReplies {
  readonly said: Said[] = [];
  toast: string | undefined;
  deletesIncoming = false;

  show(screen: Screen, tappedMessageId: number | undefined): void {
    // A keyboard of the person's cannot be put under a message that is there already.
    const edits = screen.contactButton === undefined ? tappedMessageId : undefined;
    this.#replaceOrAdd({ kind: 'screen', screen, edits, isQuestion: false, isShown: true });
  }

  ask(screen: Screen, questionMessageId: number | undefined): void {
    const edits = screen.contactButton === undefined ? questionMessageId : undefined;
    this.#replaceOrAdd({ kind: 'screen', screen, edits, isQuestion: true, isShown: true });
  }

  send(screen: Screen): void {
    this.said.push({ kind: 'screen', screen, edits: undefined, isQuestion: false, isShown: false });
  }

  sendFile(file: OutgoingFile): void {
    this.said.push({ kind: 'file', file });
  }

  /** A tap is answered above the chat, the last word counts; what was written is answered by a message. */
  notice(text: string, isTap: boolean): void {
    if (isTap) this.toast = text;
    else this.send({ text: Html.text(text) });
  }

  /** As if nothing had been said; what a person wrote in secret is deleted all the same. */
  reset(): void {
    this.said.length = 0;
    this.toast = undefined;
  }

  #replaceOrAdd(next: Extract<Said, { kind: 'screen' }>): void {
    const before = this.said.findIndex(
      (one) => one.kind === 'screen' && one.isShown && one.edits === next.edits,
    );
    if (before === -1) this.said.push(next);
    else this.said[before] = next;
  }
}
