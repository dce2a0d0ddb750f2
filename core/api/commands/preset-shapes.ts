import * as z from 'zod';
import { fleetIdAnswer } from '../answer-shapes.ts';

/** Commands under a name, sent one after the other. */
export const presetAnswer = z.strictObject({
  id: z.string(),
  fleetId: fleetIdAnswer,
  name: z.string(),
  commands: z.array(z.string()),
  quickPosition: z.int().nullable().describe('Among the quick buttons, from 1; null: only in the list'),
  isDangerous: z.boolean().describe('One of its commands is confirmed also for a single terminal'),
});

export const presetList = z.strictObject({ presets: z.array(presetAnswer) });
