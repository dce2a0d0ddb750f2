import { z } from 'zod';
import type { TemplateResource } from './assembly.ts';
import { type ReadContext, type TaskWiring, WiringUnsupportedError } from './wiring.ts';

const containersSchema = z.array(
  z.object({
    Name: z.string(),
    PortMappings: z.array(z.object({ Protocol: z.string().optional() })).default([]),
    Environment: z.array(z.object({ Name: z.string(), Value: z.unknown() })).default([]),
    Secrets: z.array(z.object({ Name: z.string(), ValueFrom: z.unknown() })).default([]),
  }),
);

/**
 * Reads the container of a task definition that listens to UDP: the ingest task.
 * @returns `undefined` when none does
 * @throws WiringUnsupportedError, ReferenceUnknownError
 */
export function readTask(
  resource: TemplateResource,
  { stack, resolver }: ReadContext,
): TaskWiring | undefined {
  const where = `task ${resource.logicalId}`;
  const parsed = containersSchema.safeParse(resource.properties.ContainerDefinitions ?? []);
  if (!parsed.success) throw new WiringUnsupportedError(`${where}: ${z.prettifyError(parsed.error)}`);
  const container = parsed.data.find(({ PortMappings }) =>
    PortMappings.some(({ Protocol }) => Protocol === 'udp'),
  );
  if (container === undefined) return undefined;
  const text = (value: unknown, name: string): string =>
    resolver.resolveText(value, stack, `${where}, variable ${name}`);
  return {
    name: `${resource.logicalId}/${container.Name}`,
    environment: Object.fromEntries(
      container.Environment.map(({ Name, Value }) => [Name, text(Value, Name)] as const),
    ),
    secrets: Object.fromEntries(
      container.Secrets.map(({ Name, ValueFrom }) => [Name, text(ValueFrom, Name)] as const),
    ),
  };
}
