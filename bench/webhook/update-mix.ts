import { encodeCall } from '../../core/bot/routing/action-codec.ts';
import { listCall } from '../../bots/fleet/terminals/list-query.ts';
import { createRandom, type Random } from '../../local/simulator/random.ts';

/** Share of a hundred updates. What people do in a list most of the time is turn its pages. */
const SHARES = { start: 15, help: 10, terminals: 25, page: 40, search: 10 } as const;
export type UpdateKind = keyof typeof SHARES;
export const UPDATE_KINDS: readonly UpdateKind[] = ['start', 'help', 'terminals', 'page', 'search'];

/** The people that the updates are of, and what is in their lists. */
export interface People {
  /** Ids of Telegram, one after the other. */
  readonly firstId: number;
  readonly count: number;
  /** By fleet: the last terminal of each page but the last. Person n looks at fleet n modulo their number. */
  readonly pageEnds: readonly (readonly number[])[];
}

export interface MadeUpdate {
  readonly kind: UpdateKind;
  readonly body: string;
}

const MIX: readonly UpdateKind[] = UPDATE_KINDS.flatMap((kind) => Array<UpdateKind>(SHARES[kind]).fill(kind));

/** The bot's first message in a chat is the list whose pages are turned; private chats count their messages on their own in the emulator. */
const LIST_MESSAGE_ID = 1;

/** A tenth of a fleet's terminals have it in their names. */
const SEARCHES = ['eu-1', 'eu-2', 'us-3', 'ap-4', '-07', '-11'] as const;

/** Updates as Telegram posts them: from one person after the other, so that none of them has two under way while the bot keeps up. */
export class UpdateMix {
  readonly #people: People;
  readonly #random: Random;
  readonly #pages: number[];
  #nextUpdateId: number;
  #made = 0;

  constructor(
    people: People,
    { firstUpdateId, seed }: { readonly firstUpdateId: number; readonly seed: number },
  ) {
    this.#people = people;
    this.#nextUpdateId = firstUpdateId;
    this.#random = createRandom(seed);
    this.#pages = Array<number>(people.count).fill(0);
  }

  /** @param only this kind instead of the mix */
  take(count: number, only?: UpdateKind): MadeUpdate[] {
    return Array.from({ length: count }, () => this.#next(only));
  }

  #next(only: UpdateKind | undefined): MadeUpdate {
    const person = this.#made % this.#people.count;
    this.#made += 1;
    const kind = only ?? this.#random.pick(MIX);
    const update_id = this.#nextUpdateId;
    this.#nextUpdateId += 1;
    const update = kind === 'page' ? this.#tap(person, update_id) : this.#message(person, update_id, kind);
    return { kind, body: JSON.stringify(update) };
  }

  #message(person: number, update_id: number, kind: UpdateKind): object {
    const text = kind === 'search' ? this.#random.pick(SEARCHES) : `/${kind}`;
    const isCommand = text.startsWith('/');
    return {
      update_id,
      message: {
        message_id: update_id,
        from: this.#from(person),
        chat: this.#chat(person),
        date: Math.floor(Date.now() / 1_000),
        text,
        ...(isCommand ? { entities: [{ offset: 0, length: text.length, type: 'bot_command' }] } : {}),
      },
    };
  }

  #tap(person: number, update_id: number): object {
    const ends = this.#people.pageEnds[person % this.#people.pageEnds.length] ?? [];
    const turned = this.#pages[person] ?? 0;
    this.#pages[person] = turned + 1;
    const after = ends[turned % ends.length];
    if (after === undefined) throw new RangeError('a fleet of one page');
    return {
      update_id,
      callback_query: {
        id: String(update_id),
        from: this.#from(person),
        message: {
          message_id: LIST_MESSAGE_ID,
          from: { id: 700_001, is_bot: true, first_name: 'Fleet', username: 'fleet_local_bot' },
          chat: this.#chat(person),
          date: Math.floor(Date.now() / 1_000),
          text: 'Terminals',
        },
        chat_instance: String(person),
        data: encodeCall(listCall({ cursor: { after } }), undefined),
      },
    };
  }

  #from(person: number): object {
    const id = this.#people.firstId + person;
    return {
      id,
      is_bot: false,
      first_name: firstNameOf(id),
      username: usernameOf(id),
      language_code: languageOf(id),
    };
  }

  #chat(person: number): object {
    const id = this.#people.firstId + person;
    return { id, first_name: firstNameOf(id), username: usernameOf(id), type: 'private' };
  }
}

export function firstNameOf(id: number): string {
  return `Person ${id}`;
}

export function usernameOf(id: number): string {
  return `person_${id}`;
}

/** Both languages of the bot. */
export function languageOf(id: number): 'en' | 'ru' {
  return id % 2 === 0 ? 'en' : 'ru';
}
