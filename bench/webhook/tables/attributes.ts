import { z } from 'zod';

/** A value as DynamoDB writes it: `{ S: 'text' }`, `{ N: '5' }`, ... */
export type AttributeValue = Readonly<Record<string, unknown>>;
export type Item = Readonly<Record<string, AttributeValue>>;

export const itemSchema = z.record(z.string(), z.record(z.string(), z.unknown()));

/** @returns a number to compare by; undefined for what is no number */
export function numberOf(value: AttributeValue | undefined): number | undefined {
  return typeof value?.['N'] === 'string' ? Number(value['N']) : undefined;
}

export function isEqual(one: AttributeValue, other: AttributeValue): boolean {
  const number = numberOf(one);
  if (number !== undefined) return number === numberOf(other);
  return JSON.stringify(one) === JSON.stringify(other);
}

/** @returns less than, equal to or more than 0; undefined for values that have no order, or not the same type */
export function compare(one: AttributeValue, other: AttributeValue): number | undefined {
  const [low, high] = [numberOf(one), numberOf(other)];
  if (low !== undefined && high !== undefined) return low - high;
  const [first, second] = [one['S'], other['S']];
  if (typeof first !== 'string' || typeof second !== 'string') return undefined;
  return first < second ? -1 : Number(first > second);
}
