import type { RouteDefinition } from '../define-route.ts';
import { listCommands, readCommand } from './read-commands.ts';
import { sendCommand } from './send-command.ts';

export const commandRoutes: readonly RouteDefinition[] = [sendCommand, listCommands, readCommand];
