import type { Queryable } from '../../database/pool.ts';

export type DiscardChoice = { readonly ids: readonly string[] } | { readonly reason: string };

/** Another number of letters would go than was confirmed. */
export class DiscardNotConfirmedError extends Error {
  override readonly name = 'DiscardNotConfirmedError';
  readonly letters: number;

  constructor(letters: number) {
    super(`${letters} dead letters would be discarded`);
    this.letters = letters;
  }
}

/**
 * Deletes records that could not be stored, for ever.
 * @param session of a transaction: it is to be rolled back when this throws
 * @param confirmed how many the person was shown
 * @throws DiscardNotConfirmedError
 */
export async function discardDeadLetters(
  session: Queryable,
  choice: DiscardChoice,
  confirmed: number | undefined,
): Promise<number> {
  const { rowCount } =
    'ids' in choice
      ? await session.query('delete from dead_letters where id = any($1::bigint[])', [choice.ids])
      : await session.query('delete from dead_letters where reason = $1', [choice.reason]);
  const letters = rowCount ?? 0;
  if (letters !== confirmed) throw new DiscardNotConfirmedError(letters);
  return letters;
}
