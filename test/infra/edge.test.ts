import { runInNewContext } from 'node:vm';
import { App } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { z } from 'zod';
import { domainOf } from '../../lib/domain.ts';
import { EDGE_REGION, environmentOf, placesOf } from '../../lib/place.ts';
import { EdgeStack, OriginUnknownError } from '../../lib/stacks/edge-stack.ts';
import { OriginStack } from '../../lib/stacks/origin-stack.ts';
import type { Stage } from '../../lib/stage-schema.ts';
import { stageNamed } from '../../lib/stages.ts';

const API_HOST = 'abc123.execute-api.eu-west-1.amazonaws.com';
const LIVE_HOST = 'live12.execute-api.eu-west-1.amazonaws.com';

function edgeOf(stage: Stage): Template {
  const env = environmentOf(EDGE_REGION);
  return Template.fromStack(
    new EdgeStack(new App(), 'edge', { stage, env, apiDomain: API_HOST, liveDomain: LIVE_HOST }),
  );
}

function originOf(stage: Stage, role: 'primary' | 'standby'): Template {
  const domain = domainOf(stage);
  const place = placesOf(stage).find((one) => one.role === role);
  if (domain === undefined || place === undefined)
    throw new Error(`${stage.name} has no ${role} or no domain`);
  const env = environmentOf(place.region);
  return Template.fromStack(
    new OriginStack(new App(), 'origin', { place, env, domain, apiId: 'abc123', liveApiId: 'live12' }),
  );
}

const alone = edgeOf(stageNamed('small'));
const pair = stageNamed('two-region');
const named = edgeOf(pair);

const originSchema = z.object({
  Id: z.string(),
  DomainName: z.unknown(),
  S3OriginConfig: z.unknown().optional(),
  OriginAccessControlId: z.unknown().optional(),
  OriginCustomHeaders: z.array(z.object({ HeaderName: z.string(), HeaderValue: z.string() })).optional(),
  CustomOriginConfig: z.object({ OriginProtocolPolicy: z.string() }).optional(),
});
const behaviorSchema = z.object({
  PathPattern: z.string().optional(),
  TargetOriginId: z.string(),
  AllowedMethods: z.array(z.string()).optional(),
  CachePolicyId: z.string(),
  ViewerProtocolPolicy: z.string(),
  ResponseHeadersPolicyId: z.object({ Ref: z.string() }),
  FunctionAssociations: z.array(z.unknown()).optional(),
});
const distributionSchema = z.object({
  Properties: z.object({
    DistributionConfig: z.object({
      Origins: z.array(originSchema),
      DefaultCacheBehavior: behaviorSchema,
      CacheBehaviors: z.array(behaviorSchema),
      CustomErrorResponses: z.unknown().optional(),
    }),
  }),
});

/** The distribution, with its origin of the API told from that of the console. */
function distributionOf(template: Template) {
  const [resource] = Object.values(template.findResources('AWS::CloudFront::Distribution'));
  const config = distributionSchema.parse(resource).Properties.DistributionConfig;
  const [api, live] = config.Origins.filter((origin) => origin.CustomOriginConfig !== undefined);
  const pages = config.Origins.find((origin) => origin.S3OriginConfig !== undefined);
  if (api === undefined || live === undefined || pages === undefined) throw new Error('an origin is missing');
  return { ...config, api, live, pages };
}

describe.each([
  ['without a domain', alone],
  ['with a domain', named],
])('the edge of a stage %s', (_, template) => {
  it('sends to the API what is the API’s, uncached and with every method that it takes', () => {
    const { CacheBehaviors, api, live } = distributionOf(template);
    const cachingDisabled = '4135ea2d-6df8-44a3-9df3-4b5a84be39ad';

    expect(CacheBehaviors.map(({ PathPattern }) => PathPattern).sort()).toEqual([
      '/api/*',
      '/health',
      '/live',
      '/metrics',
      '/ready',
      '/telegram/*',
    ]);
    for (const behavior of CacheBehaviors) {
      const { Id } = behavior.PathPattern === '/live' ? live : api;
      expect(behavior).toMatchObject({ TargetOriginId: Id, CachePolicyId: cachingDisabled });
      // Redirected webhooks are lost: Telegram follows none.
      expect(behavior.ViewerProtocolPolicy).toBe('https-only');
      if (behavior.PathPattern === '/telegram/*' || behavior.PathPattern === '/api/*')
        expect(behavior.AllowedMethods).toContain('POST');
    }
  });

  it('proves itself to the API by a secret that stands in no template', () => {
    const { api, live } = distributionOf(template);

    for (const origin of [api, live]) {
      expect(origin.CustomOriginConfig).toMatchObject({ OriginProtocolPolicy: 'https-only' });
      expect(origin.OriginCustomHeaders).toEqual([
        {
          HeaderName: 'x-origin-verify',
          HeaderValue: expect.stringMatching(
            /^\{\{resolve:secretsmanager:telefleet\/[a-z-]+\/origin:SecretString:value::\}\}$/,
          ),
        },
      ]);
    }
  });

  it('lets nobody but CloudFront read the console’s bucket', () => {
    const { pages: origin } = distributionOf(template);

    expect(origin.OriginAccessControlId).toBeDefined();
    template.allResourcesProperties('AWS::S3::Bucket', {
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      BucketEncryption: Match.anyValue(),
      LifecycleConfiguration: Match.anyValue(),
    });
    template.allResourcesProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Effect: 'Deny',
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          }),
        ]),
      },
    });
  });

  it('has pinned logical ids of its buckets: another one would be another, empty bucket', () => {
    expect(Object.keys(template.findResources('AWS::S3::Bucket')).sort()).toEqual([
      'ConsoleLogs',
      'ConsolePages',
    ]);
  });

  it('answers a 404 of the API as it is: an error page would be the whole distribution’s', () => {
    const { CustomErrorResponses, DefaultCacheBehavior, CacheBehaviors } = distributionOf(template);

    expect(CustomErrorResponses).toBeUndefined();
    expect(DefaultCacheBehavior.FunctionAssociations).toHaveLength(1);
    expect(CacheBehaviors.flatMap((one) => one.FunctionAssociations ?? [])).toEqual([]);
  });

  it.each([
    ['/', '/index.html'],
    ['/terminals', '/index.html'],
    ['/terminals/17/orders', '/index.html'],
    ['/v1.2/orders', '/index.html'],
    ['/assets/main.3f2a.js', '/assets/main.3f2a.js'],
    ['/favicon.ico', '/favicon.ico'],
  ])('shows for the path %s the file %s', (path, file) => {
    const [resource] = Object.values(template.findResources('AWS::CloudFront::Function'));
    const { FunctionCode } = z
      .object({ Properties: z.object({ FunctionCode: z.string() }) })
      .parse(resource).Properties;

    const request: unknown = runInNewContext(`${FunctionCode}; handler(event)`, {
      event: { request: { uri: path } },
    });

    expect(request).toEqual({ uri: file });
  });

  it('tells browsers to stay on TLS, to guess no types and whom to let frame a page', () => {
    const { DefaultCacheBehavior, CacheBehaviors } = distributionOf(template);
    const policies = template.findResources('AWS::CloudFront::ResponseHeadersPolicy');
    const policyOf = (behavior: z.infer<typeof behaviorSchema>): string =>
      JSON.stringify(policies[behavior.ResponseHeadersPolicyId.Ref]);

    for (const behavior of [DefaultCacheBehavior, ...CacheBehaviors]) {
      expect(policyOf(behavior)).toContain('StrictTransportSecurity');
      expect(policyOf(behavior)).toContain('ContentTypeOptions');
    }
    // X-Frame-Options cannot name one site, and would shut Telegram's web client out.
    expect(policyOf(DefaultCacheBehavior)).toContain('frame-ancestors https://web.telegram.org');
    expect(policyOf(DefaultCacheBehavior)).not.toContain('FrameOptions');
    expect(policyOf(DefaultCacheBehavior)).not.toMatch(/script-src[^;]*unsafe/);
    for (const behavior of CacheBehaviors) expect(policyOf(behavior)).toContain("frame-ancestors 'none'");
  });
});

describe('what the edge keeps', () => {
  it.each([
    ['outlives the stack where the stage protects its data', 'small', 'RetainExceptOnCreate'],
    ['goes with the stack of a trial', 'local', 'Delete'],
  ])('%s', (_, stage, policy) => {
    const buckets = Object.values(edgeOf(stageNamed(stage)).findResources('AWS::S3::Bucket'));

    expect(buckets.map((bucket: Record<string, unknown>) => bucket['DeletionPolicy'])).toEqual([
      policy,
      policy,
    ]);
  });
});

describe('the firewall', () => {
  const ruleSchema = z.object({
    Name: z.string(),
    Priority: z.number(),
    Statement: z.record(z.string(), z.unknown()),
    Action: z.record(z.string(), z.unknown()).optional(),
    VisibilityConfig: z.object({ SampledRequestsEnabled: z.boolean() }),
  });
  const [acl] = Object.values(named.findResources('AWS::WAFv2::WebACL'));
  const { Rules } = z.object({ Properties: z.object({ Rules: z.array(ruleSchema) }) }).parse(acl).Properties;
  const rule = (name: string): z.infer<typeof ruleSchema> => {
    const found = Rules.find(({ Name }) => Name === name);
    if (found === undefined) throw new Error(`no rule ${name}`);
    return found;
  };

  it('takes webhooks from Telegram’s addresses and from nobody else', () => {
    named.hasResourceProperties('AWS::WAFv2::IPSet', {
      Scope: 'CLOUDFRONT',
      Addresses: ['149.154.160.0/20', '91.108.4.0/22'],
    });
    expect(rule('webhooks-of-telegram').Action).toEqual({ Allow: {} });
    expect(rule('webhooks-of-others').Action).toEqual({ Block: {} });
    expect(rule('webhooks-of-telegram').Priority).toBeLessThan(rule('webhooks-of-others').Priority);
  });

  it('lets only a plain path pass all other rules, while any disguise of it is refused', () => {
    expect(JSON.stringify(rule('webhooks-of-telegram').Statement)).not.toContain('URL_DECODE');
    expect(JSON.stringify(rule('webhooks-of-others').Statement)).toMatch(
      /URL_DECODE.*NORMALIZE_PATH.*LOWERCASE/,
    );
  });

  it('judges what people write to a bot neither by rate nor by rules on bodies: a refused update comes again', () => {
    const others = Rules.filter(({ Name }) => !Name.startsWith('webhooks'));

    expect(others.map(({ Name }) => Name).sort()).toEqual([
      'AWSManagedRulesAmazonIpReputationList',
      'AWSManagedRulesCommonRuleSet',
      'AWSManagedRulesKnownBadInputsRuleSet',
      'requests-per-address',
    ]);
    for (const { Priority } of others) expect(Priority).toBeGreaterThan(rule('webhooks-of-others').Priority);
  });

  it('lets the API take lists of terminals and commands with <names>, which AWS would take for attacks', () => {
    expect(JSON.stringify(rule('AWSManagedRulesCommonRuleSet').Statement)).toMatch(
      /Count.*SizeRestrictions_BODY.*Count.*CrossSiteScripting_BODY/,
    );
  });

  it('limits an address as the stage says', () => {
    expect(rule('requests-per-address').Statement).toEqual({
      RateBasedStatement: {
        AggregateKeyType: 'IP',
        EvaluationWindowSec: 300,
        Limit: pair.requestsPerAddressPer5Minutes,
      },
    });
  });

  it('keeps what opens something out of its log and its samples', () => {
    named.hasResourceProperties('AWS::WAFv2::LoggingConfiguration', {
      RedactedFields: ['x-telegram-bot-api-secret-token', 'authorization', 'cookie'].map((Name) => ({
        SingleHeader: { Name },
      })),
    });
    expect(Rules.filter(({ VisibilityConfig }) => VisibilityConfig.SampledRequestsEnabled)).toEqual([]);
  });
});

describe('names', () => {
  it('come with TLS 1.2 or newer, for both families of addresses', () => {
    named.hasResourceProperties('AWS::CloudFront::Distribution', {
      DistributionConfig: {
        Aliases: ['telefleet.example.com'],
        HttpVersion: 'http2and3',
        ViewerCertificate: { MinimumProtocolVersion: 'TLSv1.2_2021' },
      },
    });
    for (const Type of ['A', 'AAAA'])
      named.hasResourceProperties('AWS::Route53::RecordSet', { Type, Name: 'telefleet.example.com.' });
  });

  it('lead CloudFront to the name that moves, or, without a domain, to the one API there is', () => {
    expect(distributionOf(named).api.DomainName).toBe('origin.telefleet.example.com');
    expect(distributionOf(alone).api.DomainName).toBe(API_HOST);
  });

  it('are missed at synth and not at deploy', () => {
    const stage = stageNamed('small');

    expect(
      () => new EdgeStack(new App(), 'edge', { stage, apiDomain: undefined, liveDomain: undefined }),
    ).toThrow(OriginUnknownError);
  });

  it.each([
    ['primary', 'PRIMARY', 'eu-west-1'],
    ['standby', 'SECONDARY', 'eu-central-1'],
  ] as const)('of the %s region: its own, and its half of the one that moves', (role, Failover, region) => {
    const template = originOf(pair, role);
    const [checkId] = Object.keys(template.findResources('AWS::Route53::HealthCheck'));

    template.hasResourceProperties('AWS::Route53::RecordSet', {
      Name: 'origin.telefleet.example.com.',
      Failover,
      SetIdentifier: region,
      HealthCheckId: { Ref: checkId },
    });
    template.hasResourceProperties('AWS::Route53::RecordSet', {
      Name: `${region}.origin.telefleet.example.com.`,
      Failover: Match.absent(),
    });
    // API Gateway serves a Host it knows and no other.
    for (const DomainName of ['origin.telefleet.example.com', `${region}.origin.telefleet.example.com`])
      template.hasResourceProperties('AWS::ApiGatewayV2::DomainName', { DomainName });
    template.resourceCountIs('AWS::ApiGatewayV2::ApiMapping', 3);
    // The live sockets have a name of their own, and move together with the pages.
    template.hasResourceProperties('AWS::Route53::RecordSet', {
      Name: 'live.origin.telefleet.example.com.',
      Failover,
      SetIdentifier: region,
      HealthCheckId: { Ref: checkId },
    });
    template.hasResourceProperties('AWS::ApiGatewayV2::ApiMapping', {
      ApiId: 'live12',
      Stage: 'live',
      ApiMappingKey: 'live',
    });
  });

  it.each(['primary', 'standby'] as const)(
    'move with the writer: the %s region is asked by its own name whether it is ready, not whether it lives',
    (role) => {
      const template = originOf(pair, role);
      const region = role === 'primary' ? 'eu-west-1' : 'eu-central-1';

      template.hasResourceProperties('AWS::Route53::HealthCheck', {
        HealthCheckConfig: {
          Type: 'HTTPS',
          FullyQualifiedDomainName: `${region}.origin.telefleet.example.com`,
          ResourcePath: '/ready',
        },
      });
    },
  );

  it('of one region name nothing of the other, so that either can be deployed while the other is away', () => {
    expect(JSON.stringify(originOf(pair, 'standby').toJSON())).not.toContain('eu-west-1.');
    expect(JSON.stringify(originOf(pair, 'primary').toJSON())).not.toContain('eu-central-1');
  });

  it('of a single region do not fail over', () => {
    const single = { ...pair, regions: { primary: 'eu-west-1' } };
    const template = originOf(single, 'primary');

    template.resourceCountIs('AWS::Route53::HealthCheck', 0);
    template.hasResourceProperties('AWS::Route53::RecordSet', {
      Name: 'origin.telefleet.example.com.',
      Failover: Match.absent(),
    });
  });

  it('are certified one by one: a wildcard would stand for every other host too', () => {
    const certificates = [named, originOf(pair, 'primary')].flatMap((template) =>
      Object.values(template.findResources('AWS::CertificateManager::Certificate')),
    );

    expect(certificates).toHaveLength(2);
    expect(JSON.stringify(certificates)).not.toContain('*.');
  });
});
