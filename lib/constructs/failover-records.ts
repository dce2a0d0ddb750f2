import { Duration, Tags } from 'aws-cdk-lib';
import {
  ARecord,
  Failover,
  HealthCheck,
  HealthCheckType,
  type IAliasRecordTarget,
  type IHostedZone,
  RecordTarget,
} from 'aws-cdk-lib/aws-route53';
import { Construct } from 'constructs';
import { liveOriginNameOf, originNameOf, regionalOriginNameOf, type StageDomain } from '../domain.ts';
import { peerRegionOf, type Place } from '../place.ts';

/** The fewest that Route 53 takes. With all eight regions a check is a request, and a question to the database, each two seconds. */
const CHECKER_REGIONS = ['us-east-1', 'eu-west-1', 'ap-southeast-1'];

export interface FailoverRecordsProps {
  readonly place: Place;
  readonly domain: StageDomain;
  readonly zone: IHostedZone;
  /** Where API Gateway answers to the name that CloudFront asks, in this region. */
  readonly shared: IAliasRecordTarget;
  /** Where it answers to the region's own name. */
  readonly regional: IAliasRecordTarget;
  /** Where it answers to the live sockets' name. */
  readonly live: IAliasRecordTarget;
}

/**
 * One region's records of the origin: its own name, and its half of the name that CloudFront asks. Each region makes its half, so that
 * neither needs the other to be deployed.
 */
export class FailoverRecords extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { place, domain, zone, shared, regional, live }: FailoverRecordsProps,
  ) {
    super(scope, id);
    const regionalName = regionalOriginNameOf(domain, place.region);
    new ARecord(this, 'Regional', {
      zone,
      recordName: regionalName,
      target: RecordTarget.fromAlias(regional),
    });
    const followed = (recordName: string, target: IAliasRecordTarget) => ({
      zone,
      recordName,
      target: RecordTarget.fromAlias({
        // Route 53 wants it said of a failover alias; the check below is what decides.
        bind: (...args) => ({ ...target.bind(...args), evaluateTargetHealth: true }),
      }),
    });
    const origin = followed(originNameOf(domain), shared);
    const sockets = followed(liveOriginNameOf(domain), live);
    if (peerRegionOf(place) === undefined) {
      new ARecord(this, 'Origin', origin);
      new ARecord(this, 'Live', sockets);
      return;
    }

    // `/ready` and not `/health`: it is 200 only where the database takes writes. So traffic follows the writer: it stays while the
    // standby is not promoted yet (with no healthy record Route 53 answers the primary), and does not go back to an old primary that is
    // up again as a reader. `/health` would send it there within 90 seconds, with nobody having decided it.
    const ready = new HealthCheck(this, 'Ready', {
      type: HealthCheckType.HTTPS,
      fqdn: regionalName,
      resourcePath: '/ready',
      requestInterval: Duration.seconds(30),
      failureThreshold: 3,
      regions: CHECKER_REGIONS,
    });
    // The console of Route 53 shows this name, and only ids without it.
    Tags.of(ready).add('Name', regionalName);
    const half = {
      failover: place.role === 'primary' ? Failover.PRIMARY : Failover.SECONDARY,
      setIdentifier: place.region,
      healthCheck: ready,
    };
    new ARecord(this, 'Origin', { ...origin, ...half });
    // Pages and their sockets move together.
    new ARecord(this, 'Live', { ...sockets, ...half });
  }
}
