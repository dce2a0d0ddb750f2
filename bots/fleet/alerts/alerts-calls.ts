import * as z from 'zod';
import { spec } from '../calls.ts';

const fleet = z.tuple([z.string().regex(/^\d{1,18}$/)]);
/** The state that is wanted: a second tap changes nothing more. */
const wanted = z.tuple([z.string().regex(/^\d{1,18}$/), z.boolean()]);

/** Those that begin with `al` stand under alerts that were sent: what they open comes as a message of its own, and the alert stays. */
export const alertsCalls = {
  open: spec('a', fleet),
  silent: spec('as', wanted),
  apiErrors: spec('ae', wanted),
  loss: spec('ao', fleet),
  lossOff: spec('aox', fleet),
  quiet: spec('aq', fleet),
  quietOff: spec('aqx', fleet),
  test: spec('at', fleet),
  fromTerminal: spec('alt', z.tuple([z.int().positive()])),
  fromSilent: spec('als', fleet),
  fromFleet: spec('all', fleet),
  fromProfit: spec('alp', fleet),
  fromSettings: spec('alc', fleet),
};
