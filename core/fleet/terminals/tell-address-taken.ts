import { readBrokenUniqueIndex } from '../../database/sqlstate.ts';
import { AddressTakenError } from './refusals.ts';

/** `AddressTakenError` in place of what PostgreSQL says of it. */
export function tellAddressTaken(error: unknown): unknown {
  const isTaken = readBrokenUniqueIndex(error)?.index === 'terminals_address';
  return isTaken ? new AddressTakenError('another terminal has this address') : error;
}
