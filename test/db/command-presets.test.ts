import {
  addFirstPresets,
  addPreset,
  changePreset,
  findPreset,
  listPresets,
  MAX_PRESETS,
  PresetInvalidError,
  PresetNameTakenError,
  PresetUnknownError,
  removePreset,
} from '../../core/fleet/commands/presets.ts';
import { FleetUnknownError, NotAllowedError } from '../../core/fleet/terminals/fleets.ts';
import { addMember, makeCommandFleet } from '../support/command-fleet.ts';
import { useTestDatabase } from '../support/test-database.ts';

const test = useTestDatabase('command_presets');

const preset = { name: 'Morning', commands: ['ResetLoss', 'START'], quickPosition: null };

describe('presets', () => {
  it('are kept, changed, listed with the quick ones first, and removed', async () => {
    const { owner, fleetId } = await makeCommandFleet(test.database, 1);
    const id = await addPreset(test.database, owner, fleetId, preset);
    await addPreset(test.database, owner, fleetId, {
      name: 'Evening',
      commands: [' STOP '],
      quickPosition: 1,
    });

    await changePreset(test.database, owner, id, { ...preset, name: 'Dawn', commands: ['START'] });

    expect(
      (await listPresets(test.database, owner, fleetId)).map(({ name, commands }) => [name, commands]),
    ).toEqual([
      ['Evening', ['STOP']],
      ['Dawn', ['START']],
    ]);
    expect(await removePreset(test.database, owner, id)).toMatchObject({ name: 'Dawn', fleetId });
    await expect(findPreset(test.database, owner, id)).rejects.toThrow(PresetUnknownError);
  });

  it('are of the fleet: viewers only see them, others do not know of them', async () => {
    const { owner, fleetId } = await makeCommandFleet(test.database, 1);
    const stranger = await makeCommandFleet(test.database, 1);
    const viewer = owner + 700_000;
    await addMember(test.database, fleetId, viewer, 'viewer');
    const id = await addPreset(test.database, owner, fleetId, preset);

    expect(await listPresets(test.database, viewer, fleetId)).toHaveLength(1);
    await expect(addPreset(test.database, viewer, fleetId, { ...preset, name: 'Mine' })).rejects.toThrow(
      NotAllowedError,
    );
    await expect(changePreset(test.database, viewer, id, preset)).rejects.toThrow(NotAllowedError);
    await expect(removePreset(test.database, viewer, id)).rejects.toThrow(NotAllowedError);
    expect(await listPresets(test.database, stranger.owner, fleetId)).toEqual([]);
    await expect(addPreset(test.database, stranger.owner, fleetId, preset)).rejects.toThrow(
      FleetUnknownError,
    );
    for (const unknown of [id, '999999', 'x', '-1', '9'.repeat(30)])
      await expect(removePreset(test.database, stranger.owner, unknown)).rejects.toThrow(PresetUnknownError);
    expect(await listPresets(test.database, owner, fleetId)).toHaveLength(1);
  });

  it('are refused when they are wrong, have a name that is taken, or are too many', async () => {
    const { owner, fleetId } = await makeCommandFleet(test.database, 1);
    await addPreset(test.database, owner, fleetId, preset);

    for (const wrong of [
      { name: ' ' },
      { name: 'x'.repeat(51) },
      { commands: [] },
      { commands: [''] },
      { commands: ['lst\nSTOP'] },
      { commands: Array.from({ length: 21 }, () => 'lst') },
      { quickPosition: 0 },
    ])
      await expect(addPreset(test.database, owner, fleetId, { ...preset, ...wrong })).rejects.toThrow(
        PresetInvalidError,
      );
    await expect(addPreset(test.database, owner, fleetId, preset)).rejects.toThrow(PresetNameTakenError);
    await test.database.query(
      `insert into command_presets (fleet_id, name, commands) select $1, 'p' || n, '{lst}' from generate_series(2, $2::int) as n`,
      [fleetId, MAX_PRESETS],
    );
    await expect(addPreset(test.database, owner, fleetId, { ...preset, name: 'Last' })).rejects.toThrow(
      PresetInvalidError,
    );
  });

  it('of a new fleet are the usual quick buttons, once', async () => {
    const { owner, fleetId } = await makeCommandFleet(test.database, 1);

    await addFirstPresets(test.database, owner, fleetId);
    await addFirstPresets(test.database, owner, fleetId);

    const made = await listPresets(test.database, owner, fleetId);
    expect(made.map(({ name }) => name).slice(0, 3)).toEqual(['lst', 'START', 'STOP']);
    expect(made.map(({ quickPosition }) => quickPosition)).toEqual(made.map((_, index) => index + 1));
  });
});
