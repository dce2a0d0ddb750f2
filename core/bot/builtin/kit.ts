import { botKit } from '../define-bot.ts';
import type { Turn } from '../turn.ts';
import type { BuiltinServices } from './builtin-services.ts';
import type { BuiltinKey } from './builtin-texts.ts';

export const { command, action, flow, bot } = botKit<BuiltinServices, BuiltinKey>();

export type BuiltinTurn = Turn<BuiltinServices, BuiltinKey>;
