import * as z from 'zod';
import type { ActionArgs, ActionCall } from '../../core/bot/action.ts';

/**
 * The bot's buttons: what each is told by, and what it carries. Screens put them under their texts without knowing who answers; who does is
 * said by `action(calls.x.id, calls.x.args, ...)`. An id stays for ever.
 */
export interface CallSpec<A extends ActionArgs> {
  readonly id: string;
  readonly args: z.ZodType<A>;
  with(...args: A): ActionCall;
}

export function spec<A extends ActionArgs>(id: string, args: z.ZodType<A>): CallSpec<A> {
  return { id, args, with: (...given) => ({ id, args: given }) };
}

const none = z.tuple([]);
const terminal = z.int().positive();
const rowId = z.string().regex(/^\d{1,18}$/);
const kind = z.enum(['group', 'tag']);
const labelName = z.string().min(1).max(50);
/** Digits for a group's or tag's list of terminals; empty: the first page. */
const cursor = z.string().regex(/^(?:[<>]\d{1,15})?$/);
/** Where a page of runs ended: a time as PostgreSQL writes it, and the run's id; both empty: the first page. */
const moment = z
  .string()
  .regex(/^(?:\d{4}-\d{2}-\d{2} [\d:.]{8,15}[+-]\d{2}(?::\d{2})?)?$/)
  .refine((text) => text === '' || isMoment(text));
const runId = z.union([z.literal(''), z.uuid()]);
/** `t7`, `gLong`, `#eu`, `*`: see `command-target.ts`. */
const target = z.string().min(1).max(60);
/** Of the screen that a button stands on: its tap does one thing once, however often it is tapped. */
const once = z.int();

export const calls = {
  home: spec('h', none),
  add: spec('ta', none),
  importHelp: spec('ti', none),
  importRun: spec('tir', z.tuple([z.uuid()])),
  importDrop: spec('tid', z.tuple([z.uuid()])),
  export: spec('tx', none),
  /** State, label as `gLong` or `#eu`, words searched for, cursor. */
  list: spec(
    'tl',
    z.tuple([
      z.enum(['', 'online', 'stopped', 'silent', 'never', 'paused']),
      z.string().max(60),
      z.string().max(100),
      cursor,
    ]),
  ),
  search: spec('ts', none),
  terminal: spec('t', z.tuple([terminal])),
  test: spec('tt', z.tuple([terminal, once])),
  edit: spec('te', z.tuple([terminal])),
  listening: spec('tp', z.tuple([terminal, z.boolean()])),
  remove: spec('tr', z.tuple([terminal])),
  removeNow: spec('trr', z.tuple([terminal])),
  undoRemoval: spec('tru', z.tuple([terminal])),
  strategies: spec('tg', z.tuple([terminal, z.int().min(0)])),
  errors: spec('tf', z.tuple([terminal, z.string().regex(/^\d{0,18}$/)])),
  balance: spec('tb', z.tuple([terminal, z.literal([1, 7, 30])])),
  terminalLabels: spec('tk', z.tuple([terminal, kind])),
  terminalLabel: spec('tkt', z.tuple([terminal, kind, labelName, z.boolean()])),
  terminalNewLabel: spec('tkn', z.tuple([terminal, kind])),
  labels: spec('g', z.tuple([kind])),
  label: spec('go', z.tuple([kind, labelName])),
  labelMembers: spec('gm', z.tuple([kind, labelName, cursor])),
  labelToggle: spec('gt', z.tuple([kind, labelName, terminal, z.boolean(), cursor])),
  newLabel: spec('gn', z.tuple([kind])),
  renameLabel: spec('gr', z.tuple([kind, labelName])),
  removeLabel: spec('gx', z.tuple([kind, labelName])),
  removeLabelNow: spec('gxx', z.tuple([kind, labelName])),
  fleets: spec('f', none),
  chooseFleet: spec('fc', z.tuple([rowId])),
  renameFleet: spec('fr', z.tuple([rowId])),
  /** To whom. */
  commands: spec('c', z.tuple([target])),
  commandCategory: spec('cc', z.tuple([target, z.string().max(20)])),
  commandEntry: spec('ce', z.tuple([target, z.string().max(30)])),
  commandForm: spec('ca', z.tuple([target, z.string().max(30)])),
  commandFree: spec('cf', z.tuple([target])),
  commandSend: spec('cs', z.tuple([target, z.string().max(2_000), once])),
  commandConfirmed: spec('cy', z.tuple([target, z.string().max(20_000), z.int(), once])),
  commandUndo: spec('cu', z.tuple([z.uuid(), z.int(), once])),
  commandRepeat: spec('cr', z.tuple([z.uuid(), z.int(), once])),
  run: spec('r', z.tuple([z.uuid(), z.enum(['all', 'bad']), z.int().min(0)])),
  runs: spec('rf', z.tuple([moment, runId])),
  terminalRuns: spec('rt', z.tuple([terminal, moment, runId])),
  presets: spec('p', z.tuple([target])),
  preset: spec('po', z.tuple([rowId])),
  presetSend: spec('ps', z.tuple([target, rowId, once])),
  presetNew: spec('pn', z.tuple([rowId])),
  presetFirst: spec('pf', z.tuple([rowId])),
  presetEdit: spec('pe', z.tuple([rowId])),
  presetRemove: spec('px', z.tuple([rowId])),
  presetRemoveNow: spec('pxx', z.tuple([rowId])),
} as const;

/** There is no 31st of February; PostgreSQL would fail at it. */
function isMoment(text: string): boolean {
  const date = new Date(`${text.slice(0, 10)}T${text.slice(11, 19)}Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().slice(0, 10) === text.slice(0, 10);
}
