import type { ApiOfFile } from './test-api.ts';
import { makeFleet, makeTerminal } from './fleet-rows.ts';

export interface TwoTerminals {
  readonly owner: number;
  /** Of the owner's. */
  readonly token: string;
  readonly fleetId: string;
  /** Their ids; they are called A and B. */
  readonly a: number;
  readonly b: number;
}

/** An owner with a fleet of two terminals. */
export async function makeTwoTerminals({ api, store, newPerson }: ApiOfFile): Promise<TwoTerminals> {
  const owner = newPerson();
  const fleetId = await makeFleet(store.database, owner);
  return {
    owner,
    token: await api.tokenOf(owner),
    fleetId,
    a: await makeTerminal(store.database, fleetId, 'A'),
    b: await makeTerminal(store.database, fleetId, 'B'),
  };
}
