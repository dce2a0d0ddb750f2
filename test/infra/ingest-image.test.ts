import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { containerOf, ofType, synthesizeIngestApp, type Template } from './apps/ingest-templates.ts';

let stackOf: (name: string) => Template;
beforeAll(async () => {
  stackOf = await synthesizeIngestApp();
});

const ROOT = join(__dirname, '../..');

describe('the image', () => {
  const dockerfile = (): Promise<string> => readFile(join(ROOT, 'ingest-fargate/Dockerfile'), 'utf8');

  it('is made from the exact version of Node that all tests run on', async () => {
    const { devDependencies } = z
      .object({ devDependencies: z.object({ node: z.string().regex(/^\d+\.\d+\.\d+$/) }) })
      .parse(JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')));

    expect(await dockerfile()).toContain(`NODE_IMAGE=node:${devDependencies.node}-bookworm-slim\n`);
  });

  it('gives the spool to the user it runs as, or Fargate would mount a volume of root there', async () => {
    const text = await dockerfile();
    const [mount] = containerOf(stackOf('telefleet-small-eu-west-1-ingest')).MountPoints;

    expect(text).toMatch(new RegExp(`^COPY .*--chown=node:node \\S+ ${mount?.ContainerPath}$`, 'm'));
    expect(text).toMatch(new RegExp(`^VOLUME \\["${mount?.ContainerPath}"\\]$`, 'm'));
    expect(text).toMatch(/^USER node$/m);
  });

  it('has the authorities of the database where the task looks for them', async () => {
    const { Environment } = containerOf(stackOf('telefleet-small-eu-west-1-ingest'));
    const file = Environment.find(({ Name }) => Name === 'DATABASE_CA_FILE')?.Value;

    expect(file).toBe('/var/runtime/ca-cert.pem');
    expect(await dockerfile()).toMatch(/^ADD .*global-bundle\.pem \/image\/runtime\/ca-cert\.pem$/m);
    expect(await dockerfile()).toMatch(/^COPY .*\/image\/runtime \/var\/runtime$/m);
  });

  it('is pulled from ECR with a right to that repository when somebody else has made it', () => {
    const pulled = stackOf('withimage');

    expect(JSON.stringify(containerOf(pulled)['Image'])).toContain('/fleet/ingest:v1');
    expect(JSON.stringify(ofType(pulled, 'AWS::IAM::Policy'))).toContain(
      'ecr:eu-west-1:123456789012:repository/fleet/ingest',
    );
  });
});
