import type * as z from 'zod';
import type { HttpAnswer } from '../http/answers.ts';
import type { Call, OpenCall } from './call.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** The chapters of the API's description. */
export const TAGS = Object.freeze({
  signingIn: 'Signing in',
  people: 'People',
  terminals: 'Terminals',
  orders: 'Orders',
  statistics: 'Statistics',
  commands: 'Commands',
  live: 'Live',
  system: 'System',
} as const);

/** `null`: the route has none of it, and whatever is given is an error. */
type SchemaOrNone = z.ZodType | null;
type Given<S extends SchemaOrNone> = S extends z.ZodType ? z.output<S> : undefined;

/**
 * What a handler may return for an answer's schema: a `Date` where the wire has text, which is how JSON writes it.
 */
export type Answerable<T> = T extends string
  ? string extends T
    ? T | Date
    : T
  : T extends readonly (infer Item)[]
    ? readonly Answerable<Item>[]
    : T extends object
      ? { readonly [Key in keyof T]: Answerable<T[Key]> }
      : T;

interface RouteWords {
  readonly method: Method;
  /** With names as in `/api/terminals/:id`. */
  readonly path: string;
  readonly tag: (typeof TAGS)[keyof typeof TAGS];
  /** What it does, in one line. */
  readonly summary: string;
  /** More, in Markdown. */
  readonly description?: string;
  /**
   * Who may ask: anybody; who has signed in (what they may do in which fleet is decided below); who gets the system's alarms as well.
   * @default 'person'
   */
  readonly access?: 'anybody' | 'person' | 'administrator';
  /** Of the body that is sent. @default 64 KiB */
  readonly maxBodyBytes?: number;
}

interface RouteShapes<Query extends SchemaOrNone, Body extends SchemaOrNone, Answer extends z.ZodType> {
  readonly query: Query;
  readonly body: Body;
  /** Status of a success. @default 200 */
  readonly status?: number;
  readonly answer: Answer;
}

/** An answer with more than its body. */
export interface FullAnswer<T> {
  readonly body: Answerable<T>;
  /** In lower case. */
  readonly headers?: Readonly<Record<string, string>>;
}

type AskedCall<Access, Query extends SchemaOrNone, Body extends SchemaOrNone> = (Access extends 'anybody'
  ? OpenCall
  : Call) & { readonly query: Given<Query>; readonly body: Given<Body> };

/** As the router, the description and the tests take it. */
export interface RouteDefinition extends RouteWords, RouteShapes<SchemaOrNone, SchemaOrNone, z.ZodType> {
  /** Of a success. */
  readonly mediaType: string;
  readonly run: (call: OpenCall | Call, query: unknown, body: unknown) => Promise<RunAnswer>;
}

/** A body that is to be written as JSON, or an answer that is whole. */
export type RunAnswer =
  { readonly json: unknown; readonly headers: Readonly<Record<string, string>> } | HttpAnswer;

/**
 * A route that answers JSON. Its schemas are what is checked, what is described at `/api/openapi.json`, and what the console reads with; in
 * tests every answer is held against its schema.
 */
export function defineRoute<
  Query extends SchemaOrNone,
  Body extends SchemaOrNone,
  Answer extends z.ZodType,
  const Access extends 'anybody' | 'person' | 'administrator' = 'person',
>(
  route: RouteWords &
    RouteShapes<Query, Body, Answer> & {
      readonly access?: Access;
      readonly handle: (call: AskedCall<Access, Query, Body>) => Promise<FullAnswer<z.output<Answer>>>;
    },
): RouteDefinition {
  const { handle, ...words } = route;
  return {
    ...words,
    mediaType: 'application/json',
    run: async (call, query, body) => {
      // The router has read both with the schemas above, and signs in whoever `access` asks for.
      const asked = { ...call, query, body } as AskedCall<Access, Query, Body>;
      const answer = await handle(asked);
      return { json: answer.body, headers: answer.headers ?? {} };
    },
  };
}

/** A route that answers something else than JSON, such as CSV. */
export function definePlainRoute<
  Query extends SchemaOrNone,
  const Access extends 'anybody' | 'person' | 'administrator' = 'person',
>(
  route: RouteWords & {
    readonly query: Query;
    readonly access?: Access;
    /** Such as `text/csv; charset=utf-8`. */
    readonly mediaType: string;
    readonly answer: z.ZodType;
    readonly handle: (call: AskedCall<Access, Query, null>) => Promise<HttpAnswer>;
  },
): RouteDefinition {
  const { handle, ...words } = route;
  return {
    ...words,
    body: null,
    run: (call, query) => handle({ ...call, query, body: undefined } as AskedCall<Access, Query, null>),
  };
}
