import type { Queryable } from '../../database/pool.ts';
import type { ProvenPerson } from './telegram-proof.ts';
import { sha256 } from './token-text.ts';

/** The same word of Telegram's came too often: somebody may have a copy of it. */
export class ProofUsedError extends Error {
  override readonly name = 'ProofUsedError';
}

/** @throws ProofUsedError when it was accepted `maxUses` times */
export async function acceptProof(
  writer: Queryable,
  { proof, expiresAt }: Pick<ProvenPerson, 'proof' | 'expiresAt'>,
  maxUses: number,
): Promise<void> {
  const { rowCount } = await writer.query(
    `insert into api_sign_in_proofs as p (proof_sha256, expires_at) values ($1, $2)
     on conflict (proof_sha256) do update set uses = p.uses + 1 where p.uses < $3`,
    [sha256(proof), expiresAt, maxUses],
  );
  if (rowCount === 0) throw new ProofUsedError('used before');
}
