import type { RouteDefinition } from '../define-route.ts';
import { readCatalogue } from './catalogue.ts';
import { presetRoutes } from './presets.ts';
import { listCommands, listTerminalCommands, readCommand } from './read-commands.ts';
import { sendCommand } from './send-command.ts';
import { undoCommand } from './undo-command.ts';

export const commandRoutes: readonly RouteDefinition[] = [
  sendCommand,
  listCommands,
  readCommand,
  undoCommand,
  listTerminalCommands,
  readCatalogue,
  ...presetRoutes,
];
