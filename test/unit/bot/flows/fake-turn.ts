import { FLOW_ACTION } from '../../../../core/bot/flows/flow-input.ts';
import type { Flows } from '../../../../core/bot/flows/create-flows.ts';
import { plainText } from '../../../../core/bot/html-tokens.ts';
import type { Texts } from '../../../../core/bot/i18n/texts.ts';
import type { Button, Screen } from '../../../../core/bot/screen.ts';
import type { FlowTurn, IncomingFile, Language } from '../../../../core/bot/turn.ts';

interface Message {
  readonly id: number;
  readonly screen: Screen;
}

/** One person in one chat with one bot's flows: keeps the session as JSON, messages by id, and what is told by the way. */
export class FakeChat<S, K extends string> {
  session: string | undefined;
  now = new Date('2026-03-31T11:05:00Z');
  readonly messages: Message[] = [];
  readonly notices: string[] = [];
  deletedMessages = 0;
  edits = 0;
  language: Language = 'en';
  readonly #services: S;
  readonly #texts: Texts<K>;
  #flows: Flows<S, K>;
  #updateId = 100;
  #questionId: number | undefined;

  constructor(flows: Flows<S, K>, services: S, texts: Texts<K>) {
    this.#flows = flows;
    this.#services = services;
    this.#texts = texts;
  }

  /** As after a deploy: the session is what is left. */
  deploy(flows: Flows<S, K>): void {
    this.#flows = flows;
  }

  async start(flow: { readonly id: string }, initial?: object): Promise<void> {
    await this.#flows.start(this.#turn(undefined), flow, initial);
  }

  async says(text: string): Promise<string> {
    return this.#flows.take(this.#turn(undefined), { kind: 'text', text });
  }

  async shares(phone: string, userId: number | undefined): Promise<string> {
    return this.#flows.take(this.#turn(undefined), { kind: 'contact', phone, userId });
  }

  async sendsFile(file: IncomingFile): Promise<string> {
    return this.#flows.take(this.#turn(undefined), { kind: 'file', file });
  }

  async taps(label: string, message = this.last()): Promise<void> {
    const button = (message.screen.buttons ?? []).flat().find((one) => one.label === label);
    if (button === undefined || !('call' in button)) {
      throw new Error(`no button ${label} among: ${this.labels(message).join(' | ')}`);
    }
    if (button.call.id !== FLOW_ACTION) throw new Error(`${label} is no button of a flow`);
    await this.tapsRaw(button.call.args, message.id);
  }

  async tapsRaw(args: readonly unknown[], messageId = this.last().id): Promise<void> {
    await this.#flows.take(this.#turn(messageId), { kind: 'tap', args });
  }

  drop(): boolean {
    return this.#flows.drop(this.#turn(undefined));
  }

  last(): Message {
    const message = this.messages.findLast(({ screen }) => screen.contactButton === undefined);
    if (message === undefined) throw new Error('nothing was shown');
    return message;
  }

  text(message = this.last()): string {
    return plainText(message.screen.text.value);
  }

  labels(message = this.last()): string[] {
    return (message.screen.buttons ?? []).flat().map(({ label }: Button) => label);
  }

  #turn(tappedMessageId: number | undefined): FlowTurn<S, K> {
    const send = (screen: Screen) => this.messages.push({ id: this.messages.length + 1, screen });
    const edit = (id: number, screen: Screen) => {
      this.edits += 1;
      this.messages[id - 1] = { id, screen };
    };
    const updateId = (this.#updateId += 1);
    const restrict = () => Promise.reject(new Error('no flow asks for this'));
    return {
      bot: 'test',
      updateId,
      user: {
        id: 7,
        firstName: 'Ann <b>',
        username: undefined,
        language: this.language,
        timeZone: 'Europe/Moscow',
        hasChosenTimeZone: true,
        isAdmin: false,
      },
      chat: { id: 7, isPrivate: true },
      now: this.now,
      services: this.#services,
      t: this.#texts.in(this.language),
      tappedMessageId,
      show: (screen) => (tappedMessageId === undefined ? send(screen) : edit(tappedMessageId, screen)),
      send,
      sendFile: () => undefined,
      notice: (text) => this.notices.push(text),
      deleteIncoming: () => (this.deletedMessages += 1),
      start: (flow, initial) => this.#flows.start(this.#turn(tappedMessageId), flow, initial),
      limit: restrict,
      audit: restrict,
      startLink: restrict,
      hasWritten: () => undefined,
      forgetConversation: () => undefined,
      mustReadOwnWrites: false,
      flowState: {
        get: (): unknown => (this.session === undefined ? undefined : JSON.parse(this.session)),
        set: (state) => {
          this.session = state === undefined ? undefined : JSON.stringify(state);
        },
      },
      ask: (screen, where = 'here') => {
        const target = where === 'here' ? (tappedMessageId ?? this.#questionId) : undefined;
        if (target === undefined) this.#questionId = send(screen);
        else edit(target, screen);
        this.#questionId = target ?? this.#questionId;
      },
      questionMessageId: this.#questionId,
    };
  }
}
