import type { AlertSettings } from '../../../core/fleet/alerts/alert-settings.ts';
import type { Asker } from '../services.ts';
import type { AlertReader } from './alert-message.ts';

/** What they throw: `core/fleet/alerts/alert-settings.ts`. */
export interface AlertsService {
  readSettings(asker: Asker, fleetId: string): Promise<AlertSettings>;
  writeSettings(asker: Asker, fleetId: string, settings: AlertSettings): Promise<void>;
  /** By the way that alerts go: through the outbox. @param key however often it is asked for, it is sent once */
  sendTest(asker: Asker, reader: AlertReader, key: string): Promise<void>;
}
