import type { Html } from './html.ts';
import type { IncomingFile, Turn } from './turn.ts';

/**
 * A conversation of several steps that ends in one act. Commands always interrupt it; each step can go back, be cancelled and, if it says
 * so, be skipped; what is wrong is told in a line and asked again. Its state lives in the session: a deploy between two steps loses nothing.
 *
 * A step whose answer is given at the start (`turn.start(flow, { terminalId: 7 })`) is not asked.
 */
export interface Flow<S, K extends string, A extends object> {
  /** Stays for ever: sessions and buttons name it. */
  readonly id: string;
  /** Shape of the finished answers: `z.object({ ... })` of JSON values, without transforms. Each answer is checked by its field as it comes. */
  readonly answers: AnswersSchema<A>;
  readonly steps: readonly Step<S, K, NoInfer<A>>[];
  /**
   * Makes the flow an editor: it starts with a thing as it is (`turn.start(flow, thing)`, the original), lists the fields with what was and
   * what will be, lets the person change them one by one, undo the last change, save or cancel. Untouched for 30 minutes it is closed
   * without a change. The text is its heading; `review` is not used.
   */
  readonly edits?: Question<S, K, NoInfer<A>>;
  /** Shown before the act, with "do it", "change", "cancel". Secrets are masked in it. Without it the last step commits. */
  review?(turn: Turn<S, K>, answers: NoInfer<A>): Html | Promise<Html>;
  /** What the button under the review says. @default "Do it" */
  readonly submit?: K;
  /**
   * The act. It may run again for the same update: `turn.updateId` is its idempotency key.
   * @param changed of an editor: the fields whose values differ from the original
   * @returns where to go back to when the answers turned out wrong (`address taken`)
   */
  commit(
    turn: Turn<S, K>,
    answers: NoInfer<A>,
    changed: readonly (keyof NoInfer<A> & string)[],
  ): CommitResult;
  /** What is shown after "cancel". @default a line that nothing was changed */
  onCancel?(turn: Turn<S, K>, answers: Partial<NoInfer<A>>): Promise<void> | void;
}

/** What a `z.object` is to a flow. */
export interface AnswersSchema<A extends object> extends FieldSchema<A> {
  readonly shape: { readonly [Name in keyof A]-?: FieldSchema<A[Name]> };
}

export interface FieldSchema<V> {
  safeParse(
    value: unknown,
  ):
    | { readonly success: true; readonly data: V }
    | { readonly success: false; readonly error: { readonly issues: readonly FieldIssue[] } };
}

export interface FieldIssue {
  readonly path: readonly PropertyKey[];
}

/** An act that cannot find an answer wrong need not return one. */
export type CommitResult = Promise<void> | Promise<StepProblem | undefined>;

/** What is wrong with an answer, and the step to ask again. */
export interface StepProblem {
  readonly step: string;
  readonly problem: Html;
}

export interface ChoiceOption {
  /** Up to 40 characters; what the answer holds. */
  readonly value: string;
  readonly label: string;
}

/** A key of the bot's texts, or a text made from the answers so far (secrets are masked). */
export type Question<S, K extends string, A> =
  K | Checked<{ ask(turn: Turn<S, K>, answers: Partial<A>): Html | Promise<Html> }>;

/**
 * Functions of a flow are written as methods for the type checker, which then takes a flow of any answers as an `AnyFlow`. It holds at run
 * time because answers are given to a flow's functions only after its own schema has read them.
 */
type Checked<Method extends { ask: unknown }> = Method['ask'];

interface StepBase<S, K extends string, A, Name extends string, V> {
  /** Name of the answer. */
  readonly name: Name;
  /** The question. */
  readonly ask: Question<S, K, A>;
  /** A few words for "what do you want to change" and for editors. @default the first line of the question */
  readonly label?: K;
  /** A button "skip"; the answer is then left out. @default false */
  readonly canSkip?: boolean;
  /** Asked only if this holds. */
  when?(answers: Partial<A>): boolean;
  /** @returns what is wrong, or undefined */
  check?(turn: Turn<S, K>, value: V, answers: Partial<A>): Html | undefined | Promise<Html | undefined>;
}

/** Steps that have a string for an answer. */
type TextKinds<S, K extends string, A> =
  | {
      readonly kind: 'text';
      /** Characters. @default 1 */
      readonly min?: number;
      readonly max: number;
      /** Line breaks stay; without it they become spaces. @default false */
      readonly isMultiline?: boolean;
      /** The message is deleted, and nothing shows the answer again. @default false */
      readonly isSecret?: boolean;
    }
  | { readonly kind: 'choice'; options(turn: Turn<S, K>, answers: Partial<A>): Options }
  /** Answer `YYYY-MM-DD`; people write it as they do in their language, or tap. */
  | { readonly kind: 'date' }
  /** Answer `HH:MM`. */
  | { readonly kind: 'time' }
  /** Telegram's contact button; the answer is the phone number. Only the person's own contact is taken. For private chats. */
  | { readonly kind: 'contact' };

interface MultiKind<S, K extends string, A> {
  readonly kind: 'multi';
  options(turn: Turn<S, K>, answers: Partial<A>): Options;
  /** How many have to be chosen. @default 1 */
  readonly min?: number;
  readonly max?: number;
}

interface NumberKind {
  readonly kind: 'number';
  readonly min: number;
  readonly max: number;
  /** @default false */
  readonly isWhole?: boolean;
}

/** Yes or no. */
interface ConfirmKind {
  readonly kind: 'confirm';
}

/** `read` turns the file into the answer, JSON of at most 64 KB: it is kept in the session. */
interface FileKind<S, K extends string, V> {
  readonly kind: 'file';
  readonly maxBytes: number;
  read(turn: Turn<S, K>, file: IncomingFile): Promise<{ readonly value: V } | { readonly problem: Html }>;
}

type Options = readonly ChoiceOption[] | Promise<readonly ChoiceOption[]>;

/** Kinds of step that can give an answer of this type. */
type KindsFor<S, K extends string, A, V> =
  | FileKind<S, K, V>
  | ([V] extends [string] ? TextKinds<S, K, A> : never)
  | ([V] extends [number] ? NumberKind : never)
  | ([V] extends [boolean] ? ConfirmKind : never)
  | ([V] extends [readonly string[]] ? MultiKind<S, K, A> : never);

type StepFor<S, K extends string, A, Name extends keyof A & string, V> = StepBase<S, K, A, Name, V> &
  KindsFor<S, K, A, V>;

/** A step asks for one field of the answers, by a kind of step that can give a value of its type. */
export type Step<S, K extends string, A> = {
  [Name in keyof A & string]-?: StepFor<S, K, A, Name, NonNullable<A[Name]>>;
}[keyof A & string];

/** A flow among others: what its answers are only its schema knows. */
export interface AnyFlow<S, K extends string> {
  readonly id: string;
  readonly answers: AnyAnswersSchema;
  readonly steps: readonly AnyStep<S, K>[];
  readonly edits?: Question<S, K, object>;
  review?(turn: Turn<S, K>, answers: object): Html | Promise<Html>;
  readonly submit?: K;
  commit(turn: Turn<S, K>, answers: object, changed: readonly string[]): CommitResult;
  onCancel?(turn: Turn<S, K>, answers: object): Promise<void> | void;
}

interface AnyAnswersSchema extends FieldSchema<object> {
  readonly shape: Readonly<Record<string, FieldSchema<unknown>>>;
}

type AnyKind<S, K extends string> =
  TextKinds<S, K, object> | NumberKind | ConfirmKind | MultiKind<S, K, object> | FileKind<S, K, unknown>;

export type AnyStep<S, K extends string> = StepBase<S, K, object, string, unknown> & AnyKind<S, K>;

export type StepOf<S, K extends string, Kind extends AnyKind<S, K>['kind']> = Extract<
  AnyStep<S, K>,
  { readonly kind: Kind }
>;
