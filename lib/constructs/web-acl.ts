import { ArnFormat, Stack } from 'aws-cdk-lib';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { CfnIPSet, CfnLoggingConfiguration, CfnWebACL } from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';
import type { Stage } from '../stage-schema.ts';
import { removalOf, retentionOf } from './retention.ts';

/** Where webhooks come from: core.telegram.org/bots/webhooks, which says that they may change. IPv4 only. */
export const TELEGRAM_RANGES: readonly string[] = ['149.154.160.0/20', '91.108.4.0/22'];

const WEBHOOK_PREFIX = '/telegram/';

/** AWS's own rules, in this order: cheap ones on the address first. */
const MANAGED_RULES = [
  'AWSManagedRulesAmazonIpReputationList',
  'AWSManagedRulesKnownBadInputsRuleSet',
  'AWSManagedRulesCommonRuleSet',
];

/**
 * Rules that are only counted. The API's bodies are JSON that schemas check, with a limit of their own: a list of terminals is larger than
 * 8 KB, and a command names a strategy as `<Name>`. Nothing that came in a body is ever part of a page's HTML.
 */
const COUNTED_RULES: Readonly<Record<string, readonly string[]>> = {
  AWSManagedRulesCommonRuleSet: ['SizeRestrictions_BODY', 'CrossSiteScripting_BODY'],
};

/** Headers that open something: they stay out of the log. */
const SECRET_HEADERS = ['x-telegram-bot-api-secret-token', 'authorization', 'cookie'];

type Rule = CfnWebACL.RuleProperty;
type Statement = CfnWebACL.StatementProperty;

/**
 * Who may speak to CloudFront. Webhooks are Telegram's alone and pass by all other rules: those look for attacks in bodies, a body there is
 * what people write, and a refused update comes again and again and holds up its chat.
 */
export class WebAcl extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, { stage }: { readonly stage: Stage }) {
    super(scope, id);
    const telegram = new CfnIPSet(this, 'TelegramAddresses', {
      scope: 'CLOUDFRONT',
      ipAddressVersion: 'IPV4',
      addresses: [...TELEGRAM_RANGES],
    });
    const acl = new CfnWebACL(this, 'Acl', {
      scope: 'CLOUDFRONT',
      defaultAction: { allow: {} },
      visibilityConfig: measuredAs(`telefleet-${stage.name}`),
      rules: [
        allowWebhooksOf(telegram.attrArn),
        refuseOtherWebhooks(),
        limitAddresses(stage.requestsPerAddressPer5Minutes),
        ...MANAGED_RULES.map(applyManaged),
      ].map((rule, priority) => ({ ...rule, priority })),
    });
    this.arn = acl.attrArn;
    this.#log(acl, stage);
  }

  #log(acl: CfnWebACL, stage: Stage): void {
    // WAF writes only to groups whose name begins so.
    const logGroupName = `aws-waf-logs-telefleet-${stage.name}`;
    const logGroup = new LogGroup(this, 'Logs', {
      logGroupName,
      retention: retentionOf(stage),
      removalPolicy: removalOf(stage),
    });
    const logging = new CfnLoggingConfiguration(this, 'Logging', {
      resourceArn: acl.attrArn,
      // The group's own ARN ends in `:*`, which WAF refuses.
      logDestinationConfigs: [
        Stack.of(this).formatArn({
          service: 'logs',
          resource: 'log-group',
          resourceName: logGroupName,
          arnFormat: ArnFormat.COLON_RESOURCE_NAME,
        }),
      ],
      redactedFields: SECRET_HEADERS.map((name) => ({ singleHeader: { Name: name } })),
      // What passed stands in CloudFront's log; here it would be paid for by the GB.
      loggingFilter: {
        DefaultBehavior: 'DROP',
        Filters: [
          {
            Behavior: 'KEEP',
            Requirement: 'MEETS_ANY',
            Conditions: ['BLOCK', 'COUNT'].map((Action) => ({ ActionCondition: { Action } })),
          },
        ],
      },
    });
    logging.node.addDependency(logGroup);
  }
}

/** Its path as it came, not decoded: what only looks like a webhook after decoding has to pass all the rules. */
function allowWebhooksOf(addressesArn: string): Omit<Rule, 'priority'> {
  return {
    name: 'webhooks-of-telegram',
    statement: {
      andStatement: {
        statements: [pathBegins(['NONE']), { ipSetReferenceStatement: { arn: addressesArn } }],
      },
    },
    action: { allow: {} },
    visibilityConfig: measuredAs('webhooks-of-telegram'),
  };
}

function refuseOtherWebhooks(): Omit<Rule, 'priority'> {
  return {
    name: 'webhooks-of-others',
    statement: {
      orStatement: {
        statements: [pathBegins(['NONE']), pathBegins(['URL_DECODE', 'NORMALIZE_PATH', 'LOWERCASE'])],
      },
    },
    action: { block: {} },
    visibilityConfig: measuredAs('webhooks-of-others'),
  };
}

/** Telegram never comes as far as this rule: all its updates come from a few addresses. */
function limitAddresses(limit: number): Omit<Rule, 'priority'> {
  return {
    name: 'requests-per-address',
    statement: { rateBasedStatement: { aggregateKeyType: 'IP', limit, evaluationWindowSec: 300 } },
    action: {
      block: {
        customResponse: { responseCode: 429, responseHeaders: [{ name: 'retry-after', value: '60' }] },
      },
    },
    visibilityConfig: measuredAs('requests-per-address'),
  };
}

function applyManaged(name: string): Omit<Rule, 'priority'> {
  return {
    name,
    statement: {
      managedRuleGroupStatement: {
        vendorName: 'AWS',
        name,
        ruleActionOverrides: (COUNTED_RULES[name] ?? []).map((rule) => ({
          name: rule,
          actionToUse: { count: {} },
        })),
      },
    },
    // As the group says, rule by rule.
    overrideAction: { none: {} },
    visibilityConfig: measuredAs(name),
  };
}

function pathBegins(transformations: readonly string[]): Statement {
  return {
    byteMatchStatement: {
      fieldToMatch: { uriPath: {} },
      positionalConstraint: 'STARTS_WITH',
      searchString: WEBHOOK_PREFIX,
      textTransformations: transformations.map((type, priority) => ({ type, priority })),
    },
  };
}

/** Without samples: they show every header in the clear, the log has them redacted. */
function measuredAs(metricName: string): CfnWebACL.VisibilityConfigProperty {
  return { metricName, cloudWatchMetricsEnabled: true, sampledRequestsEnabled: false };
}
