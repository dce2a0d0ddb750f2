import type * as z from 'zod';
import type { presetAnswer } from '../../../../core/api/commands/preset-shapes.ts';

/** Commands under a name, as the API lists them. */
export type Preset = z.infer<typeof presetAnswer>;
