import * as z from 'zod';
import { spec } from '../calls.ts';

const fleet = z.string().regex(/^\d{1,18}$/);
/** Telegram's id. */
const member = z.int().positive();
const invited = z.enum(['operator', 'viewer']);

export const sharingCalls = {
  /** Of a fleet; how many members stand before the page. */
  open: spec('s', z.tuple([fleet, z.int().min(0).max(100_000)])),
  invite: spec('si', z.tuple([fleet, invited])),
  withdraw: spec('sw', z.tuple([fleet])),
  member: spec('sm', z.tuple([fleet, member])),
  changeRole: spec('sr', z.tuple([fleet, member, invited])),
  remove: spec('sx', z.tuple([fleet, member])),
  removeNow: spec('sxx', z.tuple([fleet, member])),
  leave: spec('sl', z.tuple([fleet])),
  leaveNow: spec('sll', z.tuple([fleet])),
  /** Asked twice. */
  give: spec('sg', z.tuple([fleet, member])),
  giveSure: spec('sgg', z.tuple([fleet, member])),
  giveNow: spec('sggg', z.tuple([fleet, member])),
};
