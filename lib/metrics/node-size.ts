import type { Stage } from '../stage-schema.ts';

/** Cores and memory of an instance class such as `r8g.xlarge`: CloudWatch gives free bytes, and the guides speak of percent. */
export interface NodeSize {
  readonly vcpus: number;
  readonly memoryGib: number;
}

const BURSTABLE: Readonly<Record<string, NodeSize>> = {
  micro: { vcpus: 2, memoryGib: 1 },
  small: { vcpus: 2, memoryGib: 2 },
  medium: { vcpus: 2, memoryGib: 4 },
  large: { vcpus: 2, memoryGib: 8 },
  xlarge: { vcpus: 4, memoryGib: 16 },
  '2xlarge': { vcpus: 8, memoryGib: 32 },
};

const GIB_PER_VCPU: Readonly<Record<string, number>> = { c: 2, m: 4, r: 8, x: 16 };

export class NodeSizeUnknownError extends Error {
  override readonly name = 'NodeSizeUnknownError';
}

/** @throws NodeSizeUnknownError for a family or size that is not in these tables */
export function nodeSizeOf(nodeClass: string): NodeSize {
  const [type = '', size = ''] = nodeClass.split('.');
  const family = type.charAt(0);
  const perVcpu = GIB_PER_VCPU[family];
  const burstable = family === 't' ? BURSTABLE[size] : undefined;
  if (burstable !== undefined) return burstable;
  const vcpus = vcpusOf(size);
  if (perVcpu === undefined || vcpus === undefined)
    throw new NodeSizeUnknownError(`add ${nodeClass} to lib/metrics/node-size.ts`);
  return { vcpus, memoryGib: vcpus * perVcpu };
}

function vcpusOf(size: string): number | undefined {
  if (size === 'medium') return 1;
  if (size === 'large') return 2;
  const xlarge = /^(\d*)xlarge$/.exec(size);
  return xlarge === null ? undefined : 4 * Number(xlarge[1] === '' ? 1 : xlarge[1]);
}

/** Serverless v2 has about a quarter of a core for each unit of 2 GiB: as many as a memory-optimised instance with as much memory has. */
const VCPU_PER_ACU = 0.25;

/** Cores of the writer, at most. */
export function databaseVcpuOf({
  databaseWriterClass,
  databaseMaxAcu,
}: Pick<Stage, 'databaseWriterClass' | 'databaseMaxAcu'>): number {
  return databaseWriterClass === 'serverless'
    ? databaseMaxAcu * VCPU_PER_ACU
    : nodeSizeOf(databaseWriterClass).vcpus;
}
