import type { PresetDone } from './presets.ts';

/** What the audit tells of acts on presets: which one, and not its commands, which are told of when they are sent. */
export interface PresetAct {
  readonly action: string;
  readonly fleetId: string;
  readonly subject: Readonly<Record<string, string | number>>;
}

export function presetAct(
  action: 'preset.add' | 'preset.change' | 'preset.remove',
  { fleetId, presetId, name }: PresetDone,
): PresetAct {
  return { action, fleetId, subject: { presetId, name } };
}

/** The presets that nearly everybody sends, written at once. */
export function firstPresetsAct(fleetId: string, presets: number): PresetAct {
  return { action: 'preset.add-first', fleetId, subject: { presets } };
}
