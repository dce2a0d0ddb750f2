import * as z from 'zod';
import { ENV } from '../../core/contracts/env.ts';

const schema = z.object({
  [ENV.socketsTable]: z.string().min(1),
  [ENV.changesQueueUrl]: z.url(),
  [ENV.pushLiveFunction]: z.string().min(1),
  [ENV.originSecretArn]: z.string().min(1).optional(),
});

export interface ServeSocketConfig {
  readonly socketsTable: string;
  readonly changesQueueUrl: string;
  /** Started when nobody pushes. */
  readonly pushLiveFunction: string;
  readonly originSecretArn: string | undefined;
}

/** @throws ZodError naming every variable that is missing or wrong */
export function loadConfig(environment: NodeJS.ProcessEnv = process.env): ServeSocketConfig {
  const env = schema.parse(environment);
  return Object.freeze({
    socketsTable: env[ENV.socketsTable],
    changesQueueUrl: env[ENV.changesQueueUrl],
    pushLiveFunction: env[ENV.pushLiveFunction],
    originSecretArn: env[ENV.originSecretArn],
  });
}
