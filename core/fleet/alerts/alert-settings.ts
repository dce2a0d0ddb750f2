import type { Queryable } from '../../database/pool.ts';
import * as z from 'zod';
import { requireRole } from '../terminals/fleets.ts';

/** What one person wants to be told of one fleet. */
export interface AlertSettings {
  /** Terminals that fall silent, and come back. */
  readonly silent: boolean;
  readonly apiErrors: boolean;
  /** Decimal text; undefined: never. */
  readonly lossLimit: string | undefined;
  readonly lossCurrency: string;
  /** `HH:MM` in the person's time zone; undefined: always. */
  readonly quiet: { readonly from: string; readonly to: string } | undefined;
}

export const DEFAULT_ALERTS: AlertSettings = Object.freeze({
  silent: true,
  apiErrors: true,
  lossLimit: undefined,
  lossCurrency: 'USDT',
  quiet: undefined,
});

const rowSchema = z
  .object({
    silent: z.boolean(),
    api_errors: z.boolean(),
    loss_limit: z.string().nullable(),
    loss_currency: z.string(),
    quiet_from: z.string().nullable(),
    quiet_to: z.string().nullable(),
  })
  .transform((row): AlertSettings => ({
    silent: row.silent,
    apiErrors: row.api_errors,
    lossLimit: row.loss_limit ?? undefined,
    lossCurrency: row.loss_currency,
    quiet:
      row.quiet_from === null || row.quiet_to === null
        ? undefined
        : { from: row.quiet_from, to: row.quiet_to },
  }));

/** @throws FleetUnknownError */
export async function readAlertSettings(
  database: Queryable,
  fleetId: string,
  userId: number,
): Promise<AlertSettings> {
  await requireRole(database, userId, fleetId, 'viewer');
  const { rows } = await database.query(
    `select silent, api_errors, loss_limit::text, loss_currency, to_char(quiet_from, 'HH24:MI') as quiet_from,
       to_char(quiet_to, 'HH24:MI') as quiet_to
     from alert_settings where fleet_id = $1 and user_id = $2`,
    [fleetId, userId],
  );
  return z.array(rowSchema).parse(rows)[0] ?? DEFAULT_ALERTS;
}

/**
 * What was switched off until now is not told afterwards: the person begins anew with what comes.
 * @throws FleetUnknownError
 */
export async function writeAlertSettings(
  writer: Queryable,
  fleetId: string,
  userId: number,
  settings: AlertSettings,
): Promise<void> {
  const before = await readAlertSettings(writer, fleetId, userId);
  await writer.query(
    `insert into alert_settings (fleet_id, user_id, silent, api_errors, loss_limit, loss_currency, quiet_from, quiet_to)
     values ($1, $2, $3, $4, $5, $6, $7, $8)
     on conflict (fleet_id, user_id) do update set silent = excluded.silent, api_errors = excluded.api_errors,
       loss_limit = excluded.loss_limit, loss_currency = excluded.loss_currency,
       quiet_from = excluded.quiet_from, quiet_to = excluded.quiet_to`,
    [
      fleetId,
      userId,
      settings.silent,
      settings.apiErrors,
      settings.lossLimit ?? null,
      settings.lossCurrency,
      settings.quiet?.from ?? null,
      settings.quiet?.to ?? null,
    ],
  );
  if ((settings.silent && !before.silent) || (settings.apiErrors && !before.apiErrors))
    await writer.query(
      `update alert_readers set told_id = coalesce((select max(id) from alerts), 0) where fleet_id = $1 and user_id = $2`,
      [fleetId, userId],
    );
}
