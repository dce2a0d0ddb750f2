import { Duration } from 'aws-cdk-lib';
import {
  HeadersReferrerPolicy,
  ResponseHeadersPolicy,
  type ResponseSecurityHeadersBehavior,
} from 'aws-cdk-lib/aws-cloudfront';
import { Construct } from 'constructs';

/**
 * What the console's page may load. Telegram's login button is a script of telegram.org that opens a frame of oauth.telegram.org; charts
 * set styles in place. In Telegram's web client the page runs as a Mini App in a frame: `frame-ancestors` names that one, and there is no
 * X-Frame-Options, which cannot.
 */
const PAGE_POLICY = [
  "default-src 'self'",
  "script-src 'self' https://telegram.org",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: https://t.me",
  "connect-src 'self'",
  'frame-src https://oauth.telegram.org',
  'frame-ancestors https://web.telegram.org',
  "form-action 'self'",
  "base-uri 'none'",
  "object-src 'none'",
].join('; ');

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
        customHeaders: [
          { header: 'permissions-policy', value: 'camera=(), geolocation=(), microphone=()', override: true },
          // The login opens a window that answers to the page.
          { header: 'cross-origin-opener-policy', value: 'same-origin-allow-popups', override: true },
        ],
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
