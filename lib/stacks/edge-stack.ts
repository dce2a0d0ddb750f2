import { CfnOutput, Duration, SecretValue, Stack, type StackProps } from 'aws-cdk-lib';
import { Certificate, CertificateValidation, type ICertificate } from 'aws-cdk-lib/aws-certificatemanager';
import {
  AllowedMethods,
  type BehaviorOptions,
  CachePolicy,
  Distribution,
  Function as EdgeFunction,
  FunctionCode,
  FunctionEventType,
  FunctionRuntime,
  HttpVersion,
  OriginProtocolPolicy,
  OriginRequestPolicy,
  OriginSslPolicy,
  SecurityPolicyProtocol,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin, S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { AaaaRecord, ARecord, type IHostedZone, RecordTarget } from 'aws-cdk-lib/aws-route53';
import { CloudFrontTarget } from 'aws-cdk-lib/aws-route53-targets';
import type { Construct } from 'constructs';
import { ORIGIN_HEADER } from '../../core/contracts/http.ts';
import { acknowledge } from '../constructs/acknowledge.ts';
import { ConsoleBucket } from '../constructs/console-bucket.ts';
import { ConsolePages } from '../constructs/console-pages.ts';
import { SecurityHeaders } from '../constructs/security-headers.ts';
import { WebAcl } from '../constructs/web-acl.ts';
import { domainOf, liveOriginNameOf, originNameOf, type StageDomain, zoneOf } from '../domain.ts';
import { sharedNames } from '../names.ts';
import type { Stage } from '../stage-schema.ts';

export interface EdgeStackProps extends StackProps {
  readonly stage: Stage;
  /** Host of the HTTP API, for a stage without a domain. With one, CloudFront asks a name that DNS moves between the regions. */
  readonly apiDomain: string | undefined;
  /** Of the WebSocket API, likewise. */
  readonly liveDomain: string | undefined;
}

export class OriginUnknownError extends Error {
  override readonly name = 'OriginUnknownError';
}

/**
 * Pages are routes of the console: what is not a file is its one page. A function and not an error page, which would be the whole
 * distribution's and turn the API's 404 into a page.
 */
const CONSOLE_ROUTES = `function handler(event) {
  var request = event.request;
  if (!request.uri.slice(request.uri.lastIndexOf('/')).includes('.')) request.uri = '/index.html';
  return request;
}`;

/** What the Internet sees, for all regions of a stage: CloudFront with its firewall before the console's files and the API. */
export class EdgeStack extends Stack {
  constructor(scope: Construct, id: string, props: EdgeStackProps) {
    super(scope, id, props);
    const { stage } = props;
    const domain = domainOf(stage);
    const zone = domain === undefined ? undefined : zoneOf(this, domain);
    const files = new ConsoleBucket(this, 'Console', { stage });
    const headers = new SecurityHeaders(this, 'Headers');
    const webAcl = new WebAcl(this, 'WebAcl', { stage });
    const api = this.#behaviorOfApi(
      stage,
      domain === undefined ? props.apiDomain : originNameOf(domain),
      headers,
    );
    const live = this.#behaviorOfApi(
      stage,
      domain === undefined ? props.liveDomain : liveOriginNameOf(domain),
      headers,
    );
    const reading = { ...api, allowedMethods: AllowedMethods.ALLOW_GET_HEAD };

    const distribution = new Distribution(this, 'Distribution', {
      comment: `telefleet ${stage.name}`,
      httpVersion: HttpVersion.HTTP2_AND_3,
      minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021,
      webAclId: webAcl.arn,
      logBucket: files.logs,
      logFilePrefix: 'cloudfront/',
      defaultRootObject: 'index.html',
      defaultBehavior: {
        origin: S3BucketOrigin.withOriginAccessControl(files.pages),
        viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
        cachePolicy: CachePolicy.CACHING_OPTIMIZED,
        responseHeadersPolicy: headers.pages,
        functionAssociations: [
          {
            eventType: FunctionEventType.VIEWER_REQUEST,
            function: new EdgeFunction(this, 'ConsoleRoutes', {
              runtime: FunctionRuntime.JS_2_0,
              code: FunctionCode.fromInline(CONSOLE_ROUTES),
            }),
          },
        ],
      },
      additionalBehaviors: {
        '/api/*': api,
        '/telegram/*': api,
        '/health': reading,
        // Where Prometheus asks, with a token.
        '/metrics': reading,
        '/ready': reading,
        '/live': { ...live, allowedMethods: AllowedMethods.ALLOW_GET_HEAD },
      },
      ...(domain === undefined || zone === undefined
        ? {}
        : { domainNames: [domain.name], certificate: this.#certify(domain, zone) }),
    });
    acknowledge(
      distribution,
      'AwsSolutions-CFR1',
      'people travel: the fleet is looked after from everywhere',
    );
    if (zone === undefined)
      acknowledge(
        distribution,
        'AwsSolutions-CFR4',
        "CloudFront's own name has CloudFront's own certificate, whose TLS cannot be set: a domain in the stage's data brings 1.2",
      );
    else this.#nameInDns(zone, distribution);

    new ConsolePages(this, 'ConsolePages', { stage, bucket: files.pages });

    new CfnOutput(this, 'ConsoleBucketName', { value: files.pages.bucketName });
    new CfnOutput(this, 'DistributionId', { value: distribution.distributionId });
    new CfnOutput(this, 'DistributionDomainName', { value: distribution.distributionDomainName });
  }

  #behaviorOfApi(stage: Stage, host: string | undefined, headers: SecurityHeaders): BehaviorOptions {
    if (host === undefined)
      throw new OriginUnknownError(`stage ${stage.name} has no domain: give the hosts of its APIs`);
    return {
      origin: new HttpOrigin(host, {
        protocolPolicy: OriginProtocolPolicy.HTTPS_ONLY,
        originSslProtocols: [OriginSslPolicy.TLS_V1_2],
        // API Gateway gives up after 30 s.
        readTimeout: Duration.seconds(30),
        connectionTimeout: Duration.seconds(5),
        // Proves to the functions that a request passed the firewall. CloudFormation reads the secret's replica here at deploy; after a
        // rotation deploy this stack again.
        customHeaders: {
          [ORIGIN_HEADER]: SecretValue.secretsManager(sharedNames(stage).originSecret, {
            jsonField: 'value',
          }).unsafeUnwrap(),
        },
      }),
      viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
      allowedMethods: AllowedMethods.ALLOW_ALL,
      cachePolicy: CachePolicy.CACHING_DISABLED,
      // API Gateway knows itself by its own host only.
      originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
      responseHeadersPolicy: headers.data,
    };
  }

  #certify(domain: StageDomain, zone: IHostedZone): ICertificate {
    return new Certificate(this, 'Certificate', {
      domainName: domain.name,
      validation: CertificateValidation.fromDns(zone),
    });
  }

  #nameInDns(zone: IHostedZone, distribution: Distribution): void {
    const record = { zone, target: RecordTarget.fromAlias(new CloudFrontTarget(distribution)) };
    new ARecord(this, 'Ipv4', record);
    new AaaaRecord(this, 'Ipv6', record);
  }
}
