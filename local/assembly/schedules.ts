import { z } from 'zod';
import type { TemplateResource } from './assembly.ts';
import { withoutQualifier } from './function-arn.ts';
import { type ReadContext, type ScheduleWiring, WiringUnsupportedError } from './wiring.ts';

const targetsSchema = z.array(z.object({ Arn: z.unknown(), Input: z.unknown().optional() }));

const SECONDS_BY_UNIT = new Map([
  ['minute', 60],
  ['hour', 3_600],
  ['day', 86_400],
]);

/**
 * Reads an EventBridge Scheduler schedule or an EventBridge rule.
 * @throws WiringUnsupportedError for cron(), at() and what is not a function: by name, rather than never running
 */
export function readSchedules(
  resource: TemplateResource,
  { stack, resolver }: ReadContext,
): ScheduleWiring[] {
  const { properties, logicalId } = resource;
  const where = `schedule ${logicalId}`;
  if (properties.State === 'DISABLED') return [];
  // A rule without a schedule waits for events of AWS itself, which do not happen here.
  if (properties.ScheduleExpression === undefined && properties.EventPattern !== undefined) return [];
  const expression = resolver.resolve(properties.ScheduleExpression, stack, where);
  if (typeof expression !== 'string') throw new WiringUnsupportedError(`${where} has no ScheduleExpression`);
  const everySeconds = readRate(expression, where);
  const targets = resource.type === 'AWS::Events::Rule' ? properties.Targets : [properties.Target];
  const parsed = targetsSchema.safeParse(targets);
  if (!parsed.success) throw new WiringUnsupportedError(`${where}: ${z.prettifyError(parsed.error)}`);
  // Only these two: a target's role and retries have no part here, and its role could not be resolved.
  return parsed.data.map(({ Arn, Input }, index) => ({
    name: parsed.data.length === 1 ? logicalId : `${logicalId}-${index}`,
    functionArn: withoutQualifier(resolver.resolveText(Arn, stack, where)),
    everySeconds,
    input: Input === undefined ? undefined : resolver.resolveText(Input, stack, where),
  }));
}

function readRate(expression: string, where: string): number {
  const match = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression);
  const unitSeconds = SECONDS_BY_UNIT.get(match?.[2] ?? '');
  const count = Number(match?.[1]);
  if (unitSeconds === undefined || !(count >= 1)) {
    throw new WiringUnsupportedError(
      `${where}: ${expression} does not run here; use rate(n minutes|hours|days)`,
    );
  }
  return count * unitSeconds;
}
