import { Stack, type StackProps } from 'aws-cdk-lib';
import { CfnApiMapping, DomainName, EndpointType, SecurityPolicy } from 'aws-cdk-lib/aws-apigatewayv2';
import { Certificate, CertificateValidation } from 'aws-cdk-lib/aws-certificatemanager';
import { ApiGatewayv2DomainProperties } from 'aws-cdk-lib/aws-route53-targets';
import type { Construct } from 'constructs';
import { FailoverRecords } from '../constructs/failover-records.ts';
import { liveOriginNameOf, originNameOf, regionalOriginNameOf, type StageDomain, zoneOf } from '../domain.ts';
import type { Place } from '../place.ts';
import { LIVE_STAGE } from './live-stack.ts';

export interface OriginStackProps extends StackProps {
  readonly place: Place;
  /** `domainOf(stage)`; a stage without a domain has no such stack. */
  readonly domain: StageDomain;
  /** The region's HTTP API, with a stage `$default`. */
  readonly apiId: string;
  /** The region's WebSocket API. */
  readonly liveApiId: string;
}

/** The door of one region's API for CloudFront and for whoever asks how that region is: names, certificate, records. */
export class OriginStack extends Stack {
  constructor(scope: Construct, id: string, props: OriginStackProps) {
    super(scope, id, props);
    const { place, domain, apiId, liveApiId } = props;
    const live = liveOriginNameOf(domain);
    const shared = originNameOf(domain);
    const regional = regionalOriginNameOf(domain, place.region);
    const zone = zoneOf(this, domain);
    // Plain names, no wildcard: it would also stand for every other host of the domain.
    const certificate = new Certificate(this, 'Certificate', {
      domainName: shared,
      subjectAlternativeNames: [regional, live],
      validation: CertificateValidation.fromDns(zone),
    });
    // API Gateway tells requests apart by their Host: what asks for one region needs a name there too.
    new FailoverRecords(this, 'Records', {
      place,
      domain,
      zone,
      shared: this.#mapName('Shared', shared, certificate, { apiId, stage: '$default' }),
      regional: this.#mapName('Regional', regional, certificate, { apiId, stage: '$default' }),
      // The path that CloudFront asks for is the stage's name.
      live: this.#mapName('Live', live, certificate, {
        apiId: liveApiId,
        stage: LIVE_STAGE,
        apiMappingKey: LIVE_STAGE,
      }),
    });
  }

  #mapName(
    id: string,
    domainName: string,
    certificate: Certificate,
    mapping: { readonly apiId: string; readonly stage: string; readonly apiMappingKey?: string },
  ): ApiGatewayv2DomainProperties {
    const name = new DomainName(this, `${id}Name`, {
      domainName,
      certificate,
      endpointType: EndpointType.REGIONAL,
      securityPolicy: SecurityPolicy.TLS_1_2,
    });
    new CfnApiMapping(this, `${id}Mapping`, { ...mapping, domainName: name.name });
    return new ApiGatewayv2DomainProperties(name.regionalDomainName, name.regionalHostedZoneId);
  }
}
