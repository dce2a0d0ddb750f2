import { CfnUser, CfnUserGroup } from 'aws-cdk-lib/aws-elasticache';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { sharedNames } from '../names.ts';
import type { Place } from '../place.ts';
import { acknowledge } from './acknowledge.ts';

/**
 * Who may speak to the cache: one user with a password, `default`, so that a client needs no name. It may read and write, but neither
 * empty the cache nor change its settings; INFO is what clients ask before they begin.
 */
const ACCESS = 'on ~* &* +@all -@admin -@dangerous +info';

export class CacheUsers extends Construct {
  readonly userGroupId: string;
  /** The password, as it is. Each region has its own: the two caches share nothing. */
  readonly password: Secret;

  constructor(scope: Construct, id: string, place: Place) {
    super(scope, id);
    const name = sharedNames(place.stage).replicationGroup;
    this.password = new Secret(this, 'Password', {
      description: `password of the cache ${name}`,
      // ElastiCache takes 16-128 characters.
      generateSecretString: { excludePunctuation: true, passwordLength: 64 },
    });
    acknowledge(
      this.password,
      'AwsSolutions-SMG4',
      'AWS has no rotation for ElastiCache users; the cache is reached from our security groups only',
    );
    const user = new CfnUser(this, 'User', {
      engine: 'valkey',
      userId: name,
      userName: 'default',
      accessString: ACCESS,
      // A reference that CloudFormation resolves at deploy: the password stands in no template.
      authenticationMode: { Type: 'password', Passwords: [this.password.secretValue.unsafeUnwrap()] },
    });
    const group = new CfnUserGroup(this, 'UserGroup', {
      engine: 'valkey',
      userGroupId: name,
      userIds: [user.ref],
    });
    this.userGroupId = group.ref;
  }
}
