import type { ChangingPassword } from '../database/endpoint.ts';

/** An address of Valkey or Redis: one server by a URL that says all of it, or the host at which a cluster client begins. */
export type CacheEndpoint = { readonly url: string } | CacheCluster;

export interface CacheCluster {
  readonly host: string;
  readonly port: number;
  readonly password: ChangingPassword;
  /** TLS, certificate and host name verified. */
  readonly isEncrypted: boolean;
}
