import { Duration } from 'aws-cdk-lib';
import {
  HeadersReferrerPolicy,
  ResponseHeadersPolicy,
  type ResponseSecurityHeadersBehavior,
} from 'aws-cdk-lib/aws-cloudfront';
import { Construct } from 'constructs';
import { PAGE_HEADERS, PAGE_POLICY } from '../../core/contracts/page-headers.ts';

/** An answer of the API is data: a browser that is brought to show it as a page gets nothing to run. */
const DATA_POLICY = "default-src 'none'; frame-ancestors 'none'";

/** What CloudFront adds to answers: to pages, and to what the API says. */
export class SecurityHeaders extends Construct {
  readonly pages: ResponseHeadersPolicy;
  readonly data: ResponseHeadersPolicy;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.pages = new ResponseHeadersPolicy(this, 'Pages', {
      securityHeadersBehavior: behaviorWith(PAGE_POLICY),
      customHeadersBehavior: {
        customHeaders: Object.entries(PAGE_HEADERS).map(([header, value]) => ({
          header,
          value,
          override: true,
        })),
      },
    });
    this.data = new ResponseHeadersPolicy(this, 'Data', {
      securityHeadersBehavior: behaviorWith(DATA_POLICY),
      customHeadersBehavior: {
        // Unless the API says otherwise.
        customHeaders: [{ header: 'cache-control', value: 'no-store', override: false }],
      },
    });
  }
}

function behaviorWith(contentSecurityPolicy: string): ResponseSecurityHeadersBehavior {
  return {
    contentSecurityPolicy: { contentSecurityPolicy, override: true },
    contentTypeOptions: { override: true },
    referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.NO_REFERRER, override: true },
    strictTransportSecurity: {
      accessControlMaxAge: Duration.days(365),
      // Below the domain there may be hosts that are not ours to decide for.
      includeSubdomains: false,
      override: true,
    },
  };
}
