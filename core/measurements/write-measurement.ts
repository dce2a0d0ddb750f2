import type { Queryable } from '../database/pool.ts';
import type { Measurement, MeasurementSource } from './sources.ts';

/** What a program measures of itself is written no oftener than this. */
export const MEASURE_EVERY_MS = 10_000;

/**
 * Writes one row. What cannot be written is dropped: measuring never disturbs what is measured.
 * @returns false when it was dropped
 */
export async function writeMeasurement<Source extends MeasurementSource>(
  database: Queryable,
  { source, instance, measuredAt, data }: Measurement<Source>,
): Promise<boolean> {
  try {
    await database.query(
      'insert into measurements (measured_at, source, instance, data) values ($1, $2, $3, $4)',
      [measuredAt, source, instance, JSON.stringify(data)],
    );
    return true;
  } catch {
    return false;
  }
}
