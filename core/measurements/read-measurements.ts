import * as z from 'zod';
import type { Queryable } from '../database/pool.ts';
import { DATA_SCHEMAS, type DataBySource, type MeasurementSource } from './sources.ts';

export interface Measured<Source extends MeasurementSource> {
  readonly instance: string;
  readonly measuredAt: Date;
  readonly data: DataBySource[Source];
}

const rowsSchema = z.array(z.object({ instance: z.string(), measured_at: z.date(), data: z.unknown() }));

/** A row in a shape that is not known (of another release, or written by hand) is left out. */
function readRows<Source extends MeasurementSource>(
  source: Source,
  rows: readonly Record<string, unknown>[],
): Measured<Source>[] {
  return rowsSchema.parse(rows).flatMap(({ instance, measured_at: measuredAt, data }) => {
    const parsed = DATA_SCHEMAS[source].safeParse(data);
    return parsed.success ? [{ instance, measuredAt, data: parsed.data }] : [];
  });
}

/** All rows of a source from `since` on, oldest first. */
export async function readMeasurements<Source extends MeasurementSource>(
  database: Queryable,
  source: Source,
  since: Date,
): Promise<Measured<Source>[]> {
  const { rows } = await database.query<Record<string, unknown>>(
    `select instance, measured_at, data from measurements
            where source = $1 and measured_at >= $2 order by measured_at`,
    [source, since],
  );
  return readRows(source, rows);
}

/** The newest row of each instance that wrote one since then. */
export async function readNewest<Source extends MeasurementSource>(
  database: Queryable,
  source: Source,
  since: Date,
): Promise<Measured<Source>[]> {
  const { rows } = await database.query<Record<string, unknown>>(
    `select distinct on (instance) instance, measured_at, data from measurements
            where source = $1 and measured_at >= $2 order by instance, measured_at desc`,
    [source, since],
  );
  return readRows(source, rows);
}
