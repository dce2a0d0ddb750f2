import { fleetBot } from '../../bots/fleet/fleet-bot.ts';
import type { FleetServices } from '../../bots/fleet/services.ts';
import type { Bot } from '../../core/bot/make-bot.ts';
import { composeBot } from './compose-bot.ts';
import { deferMethods } from './defer-methods.ts';
import type { SharedParts } from './shared-parts.ts';

/** Of one name; a person waits for it, and a list has many. */
const RESOLVE_TIMEOUT_MS = 2_000;

/** The fleet bot. Its services bring the database's driver along, so they are loaded by the first update that asks them anything. */
export function composeFleet(parts: SharedParts): Bot {
  const { openDatabases, commandsQueue, messagesQueue, readTerminalKey, config } = parts;
  let loaded: Promise<FleetServices> | undefined;
  const load = (): Promise<FleetServices> => {
    loaded ??= (async () => {
      const [{ createFleetServices }, { resolveBySystem }, databases] = await Promise.all([
        import('./fleet-services.ts'),
        import('../../core/fleet/terminals/check-host.ts'),
        openDatabases(),
      ]);
      return createFleetServices({
        databases,
        commandsQueue,
        messagesQueue,
        readTerminalKey,
        hosts: {
          networks: config.terminalNetworks,
          resolve: resolveBySystem,
          timeoutMs: RESOLVE_TIMEOUT_MS,
        },
      });
    })().catch((error: unknown) => {
      // A secret that could not be read is asked for again at the next update.
      loaded = undefined;
      throw error;
    });
    return loaded;
  };
  const services: FleetServices = {
    readOverview: async () => (await load()).readOverview(),
    fleets: deferMethods(async () => (await load()).fleets),
    terminals: deferMethods(async () => (await load()).terminals),
    labels: deferMethods(async () => (await load()).labels),
    imports: deferMethods(async () => (await load()).imports),
    feeds: deferMethods(async () => (await load()).feeds),
    commands: deferMethods(async () => (await load()).commands),
    presets: deferMethods(async () => (await load()).presets),
    orders: deferMethods(async () => (await load()).orders),
    profit: deferMethods(async () => (await load()).profit),
    alerts: deferMethods(async () => (await load()).alerts),
    sharing: deferMethods(async () => (await load()).sharing),
  };
  return composeBot(fleetBot, services, parts);
}
