import { HostedZone, type IHostedZone } from 'aws-cdk-lib/aws-route53';
import type { Construct } from 'constructs';
import type { Stage } from './stage-schema.ts';

/** The stage's own name in the DNS; a stage without one is reached by the names that AWS gives. */
export interface StageDomain {
  readonly name: string;
  readonly hostedZoneId: string;
}

export function domainOf({ domainName, hostedZoneId }: Stage): StageDomain | undefined {
  if (domainName === null || hostedZoneId === null) return undefined;
  return { name: domainName, hostedZoneId };
}

/** What CloudFront asks. Every region answers to it; DNS says which one is asked. */
export function originNameOf(domain: StageDomain): string {
  return `origin.${domain.name}`;
}

/** The live sockets' name: API Gateway has no name for both an HTTP and a WebSocket API. */
export function liveOriginNameOf(domain: StageDomain): string {
  return `live.${originNameOf(domain)}`;
}

/** One region's API by name, whichever region serves now: health checks and `fail-over` ask it. */
export function regionalOriginNameOf(domain: StageDomain, region: string): string {
  return `${region}.${originNameOf(domain)}`;
}

/** By stage data, without a look-up. The zone may be the domain's own or that of a parent: records go in by their full names. */
export function zoneOf(scope: Construct, domain: StageDomain): IHostedZone {
  return HostedZone.fromHostedZoneAttributes(scope, 'Zone', {
    hostedZoneId: domain.hostedZoneId,
    zoneName: domain.name,
  });
}
