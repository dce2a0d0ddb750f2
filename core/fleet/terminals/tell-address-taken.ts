import { DatabaseError } from 'pg';
import { AddressTakenError } from './refusals.ts';

const UNIQUE_VIOLATION = '23505';

/** `AddressTakenError` in place of what PostgreSQL says of it. */
export function tellAddressTaken(error: unknown): unknown {
  const isTaken =
    error instanceof DatabaseError &&
    error.code === UNIQUE_VIOLATION &&
    error.constraint === 'terminals_address';
  return isTaken ? new AddressTakenError('another terminal has this address') : error;
}
