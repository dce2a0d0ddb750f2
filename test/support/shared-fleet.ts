import type { ApiAnswer } from './api-calls.ts';
import { addMember } from './command-fleet.ts';
import { makeFleet } from './fleet-rows.ts';
import type { ApiOfFile } from './test-api.ts';

export interface SharedFleet {
  readonly id: string;
  readonly owner: number;
  readonly operator: number;
  readonly viewer: number;
}

/** Fleets with one person of each role, and what people ask the API. */
export function fleetsOfPeople({ api, store, rows, newPerson }: ApiOfFile) {
  return {
    makeShared: async (): Promise<SharedFleet> => {
      const [owner, operator, viewer] = [newPerson(), newPerson(), newPerson()];
      const id = await makeFleet(store.database, owner);
      await addMember(store.database, id, operator, 'operator');
      await addMember(store.database, id, viewer, 'viewer');
      return { id, owner, operator, viewer };
    },
    /** The person signs in and asks. */
    ask: async (person: number, method: string, target: string, body?: unknown): Promise<ApiAnswer> => {
      const token = await api.tokenOf(person);
      return api.call(method, target, { token, ...(body === undefined ? {} : { body }) });
    },
    /** What the audit has of the fleet, oldest first. */
    actsOn: (fleetId: string) =>
      rows(
        `select actor_id::int as actor, source, address, action, subject from audit where fleet_id = $1 order by id`,
        [fleetId],
      ),
  };
}
