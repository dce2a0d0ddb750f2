import { FleetUnknownError } from '../../fleet/terminals/fleets.ts';
import { fleetIdInput } from '../read-input.ts';

/** Of a path. @throws FleetUnknownError for what is no id of a fleet */
export function readFleetId({
  params,
}: {
  readonly params: Readonly<Record<string, string | undefined>>;
}): string {
  const fleetId = fleetIdInput.safeParse(params.id).data;
  if (fleetId === undefined) throw new FleetUnknownError('no such fleet');
  return fleetId;
}
