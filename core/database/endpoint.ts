import type { ClientConfig } from 'pg';

/** An address of the database and how to log in there: a URL that says all of it (on one machine), or its parts (in AWS). */
export type DatabaseEndpoint = { readonly url: string } | DatabaseLogin;

export interface DatabaseLogin {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password: ChangingPassword;
  /** As `tls.connect` takes it. `true`: encrypted, certificate and host name verified against the authorities that Node knows. */
  readonly ssl: NonNullable<ClientConfig['ssl']>;
}

/** A password that a rotation may change while the process lives. */
export interface ChangingPassword {
  read(): Promise<string>;
  /** It was refused: the next read asks its source again. */
  forget(): void;
}
