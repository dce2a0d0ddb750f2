import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/**
 * Accepts one finding of cdk-nag at one construct.
 * @param id one finding, such as `AwsSolutions-IAM5[Resource::*]`
 * @param reason why it is right here
 */
export function acknowledge(construct: IConstruct, id: string, reason: string): void {
  Validations.of(construct).acknowledge({ id, reason });
}
