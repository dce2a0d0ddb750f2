import { z } from 'zod';
import { placesOf } from '../../lib/place.ts';
import { parseStage, type Stage } from '../../lib/stage-schema.ts';
import { CacheStack } from '../../lib/stacks/cache-stack.ts';
import { NetworkStack } from '../../lib/stacks/network-stack.ts';
import { STAGE_NAMES, stageNamed } from '../../lib/stages.ts';
import { newApp, readTemplate } from '../support/read-template.ts';

const app = newApp();
const shared = parseStage({ ...stageNamed('two-region'), name: 'shared-cache', cacheGlobalDatastore: true });

const stacks = [...STAGE_NAMES.map(stageNamed), shared].flatMap((stage) =>
  placesOf(stage).map((place) => {
    const env = { region: place.region };
    const network = new NetworkStack(app, `${stage.name}-${place.role}-network`, { place, env });
    const stack = new CacheStack(app, `${stage.name}-${place.role}-cache`, { place, env, network });
    return { stage, role: place.role, stack };
  }),
);
const caches = stacks.map((one) => ({ ...one, template: readTemplate(one.stack) }));

function cacheOf(stage: Stage, role = 'primary') {
  const found = caches.find((one) => one.stage.name === stage.name && one.role === role);
  if (found === undefined) throw new Error(`no cache of ${stage.name}, ${role}`);
  return { ...found, cluster: found.template.onlyOf('AWS::ElastiCache::ReplicationGroup') };
}

const joining = cacheOf(shared, 'standby');
const standingAlone = caches.filter(({ stack }) => stack !== joining.stack);
const named = (list: typeof caches) => list.map((one) => [`${one.stage.name}, ${one.role}`, one] as const);

describe.each(named(caches))('the cache of %s', (_name, { stage, stack, template }) => {
  const cluster = template.onlyOf('AWS::ElastiCache::ReplicationGroup');

  it('has the nodes that the stage says, and tells the alarms how many', () => {
    expect(cluster.Properties).toMatchObject({
      ReplicasPerNodeGroup: stage.cacheReplicasPerShard,
      AutomaticFailoverEnabled: true,
      MultiAZEnabled: stage.cacheReplicasPerShard > 0,
    });
    expect([stack.shards, stack.replicasPerShard]).toEqual([stage.cacheShards, stage.cacheReplicasPerShard]);
  });

  it('is reached by functions and the task on one port, and by nobody else', () => {
    const group = template.onlyOf('AWS::EC2::SecurityGroup');
    const rules = template.ofType('AWS::EC2::SecurityGroupIngress').map(({ Properties }) => Properties);

    expect(group.Properties['SecurityGroupIngress']).toBeUndefined();
    expect(rules).toHaveLength(2);
    for (const rule of rules) {
      expect(rule).toMatchObject({ IpProtocol: 'tcp', FromPort: 6379, ToPort: 6379 });
      expect(Object.keys(rule)).toContain('SourceSecurityGroupId');
      expect(Object.keys(rule)).not.toContain('CidrIp');
    }
  });

  it('stands in subnets without a way out', () => {
    const { Properties } = template.onlyOf('AWS::ElastiCache::SubnetGroup');
    const subnets = z.array(z.unknown()).parse(Properties['SubnetIds']);

    expect(subnets).toHaveLength(stage.availabilityZones);
    for (const subnet of subnets) expect(JSON.stringify(subnet)).toContain('databaseSubnet');
  });

  it('asks for a password that stands in no template, and lets no client empty it', () => {
    const { Properties } = template.onlyOf('AWS::ElastiCache::User');

    expect(JSON.stringify(Properties['AuthenticationMode'])).toContain('{{resolve:secretsmanager:');
    expect(Properties['AccessString']).toMatch(/-@admin -@dangerous/);
    expect(cluster.Properties['UserGroupIds']).toEqual([
      { Ref: template.onlyOf('AWS::ElastiCache::UserGroup').id },
    ]);
  });

  it('grows by moving slots: a replacement would fail at its own fixed name', () => {
    expect(cluster.id).toBe('CacheCluster');
    expect(cluster.UpdatePolicy).toEqual({ UseOnlineResharding: true });
  });

  it('writes its slow commands to a log that is forgotten in time', () => {
    const log = template.onlyOf('AWS::Logs::LogGroup');

    expect(log.Properties['RetentionInDays']).toBe(stage.logRetentionDays);
    expect(cluster.Properties['LogDeliveryConfigurations']).toMatchObject([
      { LogType: 'slow-log', DestinationDetails: { CloudWatchLogsDetails: { LogGroup: { Ref: log.id } } } },
    ]);
  });
});

describe.each(named(standingAlone))(
  'the cache of %s, which has its own settings,',
  (_name, { stage, template }) => {
    const cluster = template.onlyOf('AWS::ElastiCache::ReplicationGroup');

    it('refuses connections without TLS and seals its disks', () => {
      expect(cluster.Properties).toMatchObject({
        TransitEncryptionEnabled: true,
        AtRestEncryptionEnabled: true,
      });
      // `preferred` would let plain connections in.
      expect(cluster.Properties['TransitEncryptionMode']).toBeUndefined();
    });

    it('is a cluster that drops the least recently used key when full, as the guides ask', () => {
      expect(cluster.Properties).toMatchObject({
        Engine: 'valkey',
        CacheNodeType: `cache.${stage.cacheNodeType}`,
        NumNodeGroups: stage.cacheShards,
      });
      expect(template.onlyOf('AWS::ElastiCache::ParameterGroup').Properties['Properties']).toMatchObject({
        'cluster-enabled': 'yes',
        'maxmemory-policy': 'allkeys-lru',
      });
    });
  },
);

it('is separate in each region by default, so that a fail-over has nothing to move', () => {
  for (const { stage, template } of caches.filter((one) => !one.stage.cacheGlobalDatastore)) {
    expect(template.ofType('AWS::ElastiCache::GlobalReplicationGroup')).toEqual([]);
    expect(template.text).not.toContain('GlobalReplicationGroupId');
    expect(Object.keys(template.parameters).filter((name) => name !== 'BootstrapVersion')).toEqual([]);
    expect(stage.cacheGlobalDatastore).toBe(false);
  }
});

describe('a global datastore', () => {
  it('is made by the primary alone, with one member: CloudFormation refuses two', () => {
    const { template, cluster } = cacheOf(shared);
    const datastore = template.onlyOf('AWS::ElastiCache::GlobalReplicationGroup');

    expect(datastore.Properties['Members']).toEqual([
      { ReplicationGroupId: { Ref: cluster.id }, ReplicationGroupRegion: 'eu-west-1', Role: 'PRIMARY' },
    ]);
    expect(joining.template.ofType('AWS::ElastiCache::GlobalReplicationGroup')).toEqual([]);
  });

  it('gives its secondary every setting, and ElastiCache refuses one that is stated again', () => {
    expect(Object.keys(joining.cluster.Properties).sort()).toEqual([
      'AutomaticFailoverEnabled',
      'CacheSubnetGroupName',
      'GlobalReplicationGroupId',
      'LogDeliveryConfigurations',
      'MultiAZEnabled',
      'Port',
      'ReplicasPerNodeGroup',
      'ReplicationGroupDescription',
      'ReplicationGroupId',
      'SecurityGroupIds',
      'UserGroupIds',
    ]);
  });

  it('is told to the standby by the operator: its id has a prefix of AWS, and the primary may be away', () => {
    const pattern = z
      .object({ AllowedPattern: z.string() })
      .parse(joining.template.parameters['DatastoreId']);
    const allowed = new RegExp(pattern.AllowedPattern);

    expect(joining.cluster.Properties['GlobalReplicationGroupId']).toEqual({ Ref: 'DatastoreId' });
    expect(allowed.test('ldgnf-telefleet-shared-cache-cache')).toBe(true);
    expect(allowed.test('telefleet-shared-cache-cache')).toBe(false);
    expect(cacheOf(shared).template.outputs['DatastoreId']).toBeDefined();
    expect(joining.template.text).not.toContain('eu-west-1');
  });
});
