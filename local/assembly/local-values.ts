import type { TemplateResource } from './assembly.ts';

/** What CloudFormation's references become here. */
export interface LocalAddresses {
  readonly region: string;
  readonly accountId: string;
  /** `http://127.0.0.1:port`: queue URLs begin with it. */
  readonly sqsEndpoint: string;
  /** `http://127.0.0.1:port`: what stands for every API's own address. */
  readonly httpUrl: string;
}

/** A resource as the rules below see it. */
export interface NamedResource {
  /** Its own name, or one made of its logical id, as CloudFormation makes them. */
  readonly name: string;
  /** A property of it as text, with its references resolved. */
  readonly property: (name: string) => string;
  readonly addresses: LocalAddresses;
}

type Rule = (resource: NamedResource) => string;

interface LocalType {
  /** Where a template may give it a name. */
  readonly nameProperty?: string;
  readonly ref: Rule;
  readonly attributes?: Readonly<Record<string, Rule>>;
}

const arn =
  (service: string, rest: (resource: NamedResource) => string): Rule =>
  (resource) => {
    const { region, accountId } = resource.addresses;
    return `arn:aws:${service}:${region}:${accountId}:${rest(resource)}`;
  };
const name: Rule = (resource) => resource.name;
const property =
  (key: string): Rule =>
  (resource) =>
    resource.property(key);
const queueUrl: Rule = ({ name, addresses }) => `${addresses.sqsEndpoint}/${addresses.accountId}/${name}`;
const httpUrl: Rule = ({ addresses }) => addresses.httpUrl;
/** The database of this machine; its port and its user stand in the URL that programs are given beside the host. */
const loopback: Rule = () => '127.0.0.1';
const secretArn = arn('secretsmanager', ({ name }) => `secret:${name}`);
const tableArn = arn('dynamodb', ({ name }) => `table/${name}`);
const topicArn = arn('sns', name);
const functionArn = arn('lambda', ({ name }) => `function:${name}`);
const versionArn = arn('lambda', ({ property }) => `function:${property('FunctionName')}:1`);
const aliasArn = arn('lambda', ({ property }) => `function:${property('FunctionName')}:${property('Name')}`);
const table: LocalType = { nameProperty: 'TableName', ref: name, attributes: { Arn: tableArn } };
const named: LocalType = { ref: name };

/** Types that programs refer to, and no others: what is not here is an error that names it. */
const LOCAL_TYPES: Readonly<Record<string, LocalType>> = {
  'AWS::SQS::Queue': {
    nameProperty: 'QueueName',
    ref: queueUrl,
    attributes: { Arn: arn('sqs', name), QueueName: name, QueueUrl: queueUrl },
  },
  'AWS::Lambda::Function': { nameProperty: 'FunctionName', ref: name, attributes: { Arn: functionArn } },
  'AWS::Lambda::Version': { ref: versionArn, attributes: { Version: () => '1' } },
  'AWS::Lambda::Alias': { ref: aliasArn, attributes: { AliasArn: aliasArn } },
  'AWS::Logs::LogGroup': {
    nameProperty: 'LogGroupName',
    ref: name,
    attributes: { Arn: arn('logs', ({ name }) => `log-group:${name}:*`) },
  },
  // The value itself is not in the template: local/program-environment.ts gives what stands in for it.
  'AWS::SecretsManager::Secret': { nameProperty: 'Name', ref: secretArn, attributes: { Id: secretArn } },
  'AWS::SecretsManager::SecretTargetAttachment': { ref: property('SecretId') },
  'AWS::DynamoDB::Table': table,
  'AWS::DynamoDB::GlobalTable': table,
  'AWS::RDS::DBCluster': {
    nameProperty: 'DBClusterIdentifier',
    ref: name,
    attributes: {
      'Endpoint.Address': loopback,
      'ReadEndpoint.Address': loopback,
      DBClusterArn: arn('rds', ({ name }) => `cluster:${name}`),
    },
  },
  'AWS::RDS::DBInstance': {
    nameProperty: 'DBInstanceIdentifier',
    ref: name,
    attributes: { 'Endpoint.Address': loopback },
  },
  'AWS::RDS::DBProxy': { nameProperty: 'DBProxyName', ref: name, attributes: { Endpoint: loopback } },
  'AWS::RDS::DBProxyEndpoint': {
    nameProperty: 'DBProxyEndpointName',
    ref: name,
    attributes: { Endpoint: loopback },
  },
  // Programs get a URL in its place, or nothing: local/program-environment.ts.
  'AWS::ElastiCache::ReplicationGroup': {
    nameProperty: 'ReplicationGroupId',
    ref: name,
    attributes: { 'ConfigurationEndPoint.Address': loopback },
  },
  'AWS::SNS::Topic': {
    nameProperty: 'TopicName',
    ref: topicArn,
    attributes: { TopicArn: topicArn, TopicName: name },
  },
  'AWS::S3::Bucket': {
    nameProperty: 'BucketName',
    ref: name,
    attributes: { Arn: ({ name }) => `arn:aws:s3:::${name}` },
  },
  'AWS::SSM::Parameter': { nameProperty: 'Name', ref: name, attributes: { Value: property('Value') } },
  'AWS::ECS::Cluster': {
    nameProperty: 'ClusterName',
    ref: name,
    attributes: { Arn: arn('ecs', ({ name }) => `cluster/${name}`) },
  },
  'AWS::ECS::Service': {
    nameProperty: 'ServiceName',
    ref: arn('ecs', ({ name, property }) => `service/${property('Cluster')}/${name}`),
    attributes: { Name: name },
  },
  'AWS::ECS::TaskDefinition': {
    nameProperty: 'Family',
    ref: arn('ecs', ({ name }) => `task-definition/${name}:1`),
  },
  'AWS::ApiGatewayV2::Api': { ref: name, attributes: { ApiId: name, ApiEndpoint: httpUrl } },
  'AWS::ApiGatewayV2::Integration': named,
  'AWS::ApiGatewayV2::Stage': { nameProperty: 'StageName', ref: name },
};

export function nameProperty(resource: TemplateResource): string | undefined {
  return LOCAL_TYPES[resource.type]?.nameProperty;
}

/**
 * @param attribute of `Fn::GetAtt`; `undefined` for `Ref`
 * @returns `undefined` when this machine has no part for it
 */
export function ruleOf(resource: TemplateResource, attribute: string | undefined): Rule | undefined {
  const type = LOCAL_TYPES[resource.type];
  return attribute === undefined ? type?.ref : type?.attributes?.[attribute];
}
