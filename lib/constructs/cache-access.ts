import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import type { EnvName } from '../../core/contracts/env.ts';

/** How a program gets at the cache: what it has to be told, and the right to read the password. */
export interface CacheAccess {
  readonly environment: Readonly<Partial<Record<EnvName, string>>>;
  /** Lets it read the secret. The cache's security group admits all functions and tasks already. */
  allow(grantee: IGrantable): void;
}
