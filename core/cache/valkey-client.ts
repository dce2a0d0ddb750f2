import { createHash } from 'node:crypto';

/** A Lua script, sent by its hash and only when the server does not know it as text. */
export interface ValkeyScript {
  readonly lua: string;
  /** SHA-1 of the text, in hex. */
  readonly sha1: string;
}

export function scriptOf(lua: string): ValkeyScript {
  return { lua, sha1: createHash('sha1').update(lua).digest('hex') };
}

/** An open connection to one server or to a cluster: what the cache and the limits need of it. */
export interface ValkeyClient {
  /** False once it was closed, by whichever side. */
  readonly isOpen: boolean;
  get(key: string): Promise<string | null>;
  /** Many at once go out in one pipeline a node. */
  set(key: string, text: string, ttlMs: number): Promise<void>;
  delete(keys: readonly string[]): Promise<void>;
  /** @param keys all of one slot: with the same text between braces */
  run(script: ValkeyScript, keys: readonly string[], args: readonly string[]): Promise<unknown>;
  close(): void;
}

/** The server answered, and the answer is a refusal. */
export class ValkeyRefusalError extends Error {
  override readonly name = 'ValkeyRefusalError';
}
