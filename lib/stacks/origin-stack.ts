import { Stack, type StackProps } from 'aws-cdk-lib';
import { CfnApiMapping, DomainName, EndpointType, SecurityPolicy } from 'aws-cdk-lib/aws-apigatewayv2';
import { Certificate, CertificateValidation } from 'aws-cdk-lib/aws-certificatemanager';
import { ApiGatewayv2DomainProperties } from 'aws-cdk-lib/aws-route53-targets';
import type { Construct } from 'constructs';
import { FailoverRecords } from '../constructs/failover-records.ts';
import { originNameOf, regionalOriginNameOf, type StageDomain, zoneOf } from '../domain.ts';
import type { Place } from '../place.ts';

export interface OriginStackProps extends StackProps {
  readonly place: Place;
  /** `domainOf(stage)`; a stage without a domain has no such stack. */
  readonly domain: StageDomain;
  /** The region's HTTP API, with a stage `$default`. */
  readonly apiId: string;
}

/** The door of one region's API for CloudFront and for whoever asks how that region is: names, certificate, records. */
export class OriginStack extends Stack {
  constructor(scope: Construct, id: string, props: OriginStackProps) {
    super(scope, id, props);
    const { place, domain, apiId } = props;
    const shared = originNameOf(domain);
    const regional = regionalOriginNameOf(domain, place.region);
    const zone = zoneOf(this, domain);
    // Plain names, no wildcard: it would also stand for every other host of the domain.
    const certificate = new Certificate(this, 'Certificate', {
      domainName: shared,
      subjectAlternativeNames: [regional],
      validation: CertificateValidation.fromDns(zone),
    });
    // API Gateway tells requests apart by their Host: what asks for one region needs a name there too.
    new FailoverRecords(this, 'Records', {
      place,
      domain,
      zone,
      shared: this.#mapName('Shared', shared, certificate, apiId),
      regional: this.#mapName('Regional', regional, certificate, apiId),
    });
  }

  #mapName(
    id: string,
    domainName: string,
    certificate: Certificate,
    apiId: string,
  ): ApiGatewayv2DomainProperties {
    const name = new DomainName(this, `${id}Name`, {
      domainName,
      certificate,
      endpointType: EndpointType.REGIONAL,
      securityPolicy: SecurityPolicy.TLS_1_2,
    });
    new CfnApiMapping(this, `${id}Mapping`, { apiId, domainName: name.name, stage: '$default' });
    return new ApiGatewayv2DomainProperties(name.regionalDomainName, name.regionalHostedZoneId);
  }
}
