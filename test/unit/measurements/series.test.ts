import { stepOf } from '../../../core/measurements/read-history.ts';
import { DATA_SCHEMAS } from '../../../core/measurements/sources.ts';
import { findSeries, SERIES } from '../../../core/measurements/series.ts';
import { MEASURED_TABLES } from '../../../core/measurements/measure-database.ts';
import * as z from 'zod';

/** Whether a path leads to a number, by the description of a source's rows. */
function leadsToNumber(schema: unknown, path: readonly string[]): boolean {
  const node = z.looseObject({}).parse(schema);
  const [step, ...rest] = path;
  if (step === undefined) return JSON.stringify(node).includes('"number"');
  if (node.anyOf !== undefined)
    return z
      .array(z.unknown())
      .parse(node.anyOf)
      .some((one) => leadsToNumber(one, path));
  const properties = z.record(z.string(), z.unknown()).optional().parse(node.properties);
  const next = properties?.[step] ?? node.additionalProperties;
  return typeof next === 'object' && next !== null && leadsToNumber(next, rest);
}

describe('the series', () => {
  it('have names of their own, each found by its name', () => {
    expect(new Set(SERIES.map(({ name }) => name)).size).toBe(SERIES.length);
    expect(findSeries('ingest.received')?.unit).toBe('perSecond');
    expect(findSeries('nothing')).toBeUndefined();
  });

  it('lead to a number of the rows that they are made of', () => {
    const wrong = SERIES.filter(({ source, rule }) => {
      const schema = z.toJSONSchema(DATA_SCHEMAS[source], { io: 'input' });
      return ![rule.path, ...(rule.kind === 'quotient' ? [rule.by] : [])].every((path) =>
        leadsToNumber(schema, path),
      );
    });

    expect(wrong).toEqual([]);
  });

  it('know each table that is measured', () => {
    expect(MEASURED_TABLES.every((table) => findSeries(`system.tableBytes.${table}`) !== undefined)).toBe(
      true,
    );
  });
});

describe('thinning', () => {
  it.each([
    [10 / 60, 10],
    [60, 10],
    [24 * 60, 180],
    [7 * 24 * 60, 1_210],
  ])('gives at most 500 points of %p minutes', (minutes, step) => {
    const from = new Date('2026-11-01T00:00:00Z');
    const to = new Date(from.getTime() + minutes * 60_000);

    expect(stepOf(from, to)).toBe(step);
    expect((minutes * 60) / step).toBeLessThanOrEqual(500);
  });
});
