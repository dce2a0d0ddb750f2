import { join } from 'node:path';
import { IgnoreMode } from 'aws-cdk-lib';
import { Repository } from 'aws-cdk-lib/aws-ecr';
import { Platform } from 'aws-cdk-lib/aws-ecr-assets';
import { ContainerImage } from 'aws-cdk-lib/aws-ecs';
import type { Construct } from 'constructs';

const ECR_URI =
  /^(?<account>\d{12})\.dkr\.ecr\.(?<region>[a-z0-9-]+)\.amazonaws\.com\/(?<name>[a-z0-9._/-]+)(?::(?<tag>[\w.-]+))?(?:@(?<digest>sha256:[0-9a-f]{64}))?$/;

export class IngestImageInvalidError extends Error {
  override readonly name = 'IngestImageInvalidError';
}

/**
 * The task's image: the one of `-c ingestImage=URI`, or one that CDK builds from `ingest-fargate/Dockerfile` when it deploys; synth never
 * needs Docker. An image of ECR is pulled with a right of its own, any other has to be public.
 * @throws IngestImageInvalidError when the URI is not text, or one of ECR without tag or digest
 */
export function ingestImage(scope: Construct): ContainerImage {
  const uri: unknown = scope.node.tryGetContext('ingestImage');
  if (uri === undefined) return builtImage();
  if (typeof uri !== 'string' || uri === '')
    throw new IngestImageInvalidError('-c ingestImage= takes the URI of an image');
  if (!uri.includes('.dkr.ecr.')) return ContainerImage.fromRegistry(uri);
  const { account, region, name, tag, digest } = ECR_URI.exec(uri)?.groups ?? {};
  const tagOrDigest = digest ?? tag;
  if (tagOrDigest === undefined)
    throw new IngestImageInvalidError(`-c ingestImage=${uri}: ECR's images need a tag or a digest`);
  const repositoryArn = `arn:aws:ecr:${region}:${account}:repository/${name}`;
  return ContainerImage.fromEcrRepository(
    Repository.fromRepositoryArn(scope, 'ImageRepository', repositoryArn),
    tagOrDigest,
  );
}

/** What goes into the image is told by `.dockerignore`, so its hash changes only with the task's own code. */
function builtImage(): ContainerImage {
  return ContainerImage.fromAsset(join(import.meta.dirname, '../..'), {
    file: 'ingest-fargate/Dockerfile',
    platform: Platform.LINUX_ARM64,
    ignoreMode: IgnoreMode.DOCKER,
  });
}
