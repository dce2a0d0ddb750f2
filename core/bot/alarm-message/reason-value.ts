/**
 * The newest value in CloudWatch's sentence, such as `Threshold Crossed: 2 out of the last 3 datapoints [81.2 (21/11/26 12:00:00), 79.0
 * (21/11/26 11:59:00)] were greater than the threshold (80.0)`. The newest stands first.
 * @returns `undefined` when there was none: the alarm was raised by silence
 */
export function valueIn(reason: string): number | undefined {
  const found = /\[(-?\d+(?:\.\d+)?(?:E-?\d+)?)/i.exec(reason);
  return found === null ? undefined : Number(found[1]);
}
