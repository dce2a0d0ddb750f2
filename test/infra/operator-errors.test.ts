import { z } from 'zod';
import { runApp } from '../support/run-app.ts';

describe('what an operator gets wrong on the command line', () => {
  it.each([
    [{ stage: 'nope' }, 'stage "nope" is unknown; use -c stage=local|small|medium|large|two-region'],
    [
      { stage: 'small', region: 'eu-north-1' },
      'stage small has no region "eu-north-1"; use -c region=eu-west-1|us-east-1',
    ],
    [{ stage: 'small', region: 'us-east-1' }, 'use -c region=eu-west-1'],
    [{ stage: 'small', ingestImage: '1.dkr.ecr.x/y' }, "ECR's images need a tag or a digest"],
  ])('%j is told in one line, without a stack', async (context, message) => {
    const failure: unknown = await runApp('bin/app.ts', { context }).catch((error: unknown) => error);

    const { stderr } = z.object({ stderr: z.string().transform((text) => text.trim()) }).parse(failure);
    expect(stderr).toContain(message);
    expect(stderr.split('\n')).toHaveLength(1);
  });
});
