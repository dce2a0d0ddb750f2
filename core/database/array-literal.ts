/**
 * PostgreSQL array literals (manual, "Arrays", input syntax), for arrays of thousands of elements as query parameters. `pg` writes them too,
 * but passes each element through two regular expressions: 12 µs an order of 40 columns here, against 1.
 */

/** Elements that cannot hold a character with a meaning in a literal: numbers, booleans, ISO times. */
export function plainArrayLiteral(values: readonly (string | number | boolean | null)[]): string {
  let literal = '{';
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index];
    if (index > 0) literal += ',';
    literal += value === null || value === undefined ? 'NULL' : String(value);
  }
  return `${literal}}`;
}

/** Elements of any text. */
export function textArrayLiteral(values: readonly (string | null)[]): string {
  let literal = '{';
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index];
    if (index > 0) literal += ',';
    if (value === null || value === undefined) literal += 'NULL';
    else
      literal +=
        value.includes('"') || value.includes('\\') ? `"${value.replace(/["\\]/g, '\\$&')}"` : `"${value}"`;
  }
  return `${literal}}`;
}
