import { placesOf } from '../../../lib/place.ts';
import { parseStage, StageInvalidError } from '../../../lib/stage-schema.ts';
import { STAGE_NAMES, stageNamed, StageUnknownError } from '../../../lib/stages.ts';

const medium = stageNamed('medium');
const pair = stageNamed('two-region');

/** What an operator reads after a wrong edit of `lib/stages.ts`. */
function refusalOf(candidate: unknown): string {
  try {
    parseStage(candidate);
  } catch (error) {
    if (error instanceof StageInvalidError) return error.message;
    throw error;
  }
  return 'accepted';
}

describe('the stages', () => {
  it('are the five of the plan, each valid, each under its own name', () => {
    expect(STAGE_NAMES).toEqual(['local', 'small', 'medium', 'large', 'two-region']);
    expect(STAGE_NAMES.map((name) => stageNamed(name).name)).toEqual(STAGE_NAMES);
  });

  it('are asked for by name, and a wrong name is answered with those there are', () => {
    for (const wrong of ['prod', undefined, 1])
      expect(() => stageNamed(wrong)).toThrow(
        new StageUnknownError(
          `stage ${JSON.stringify(wrong)} is unknown; use -c stage=local|small|medium|large|two-region`,
        ),
      );
  });

  it('cannot be changed by who reads them', () => {
    expect(Object.isFrozen(medium)).toBe(true);
  });

  it('protect their data, but for the one that is there to be thrown away', () => {
    expect(STAGE_NAMES.filter((name) => !stageNamed(name).deletionProtection)).toEqual(['local']);
  });
});

describe('the guides are recognisable', () => {
  it("in the onboarding guide's levels: one server, a database replica and a cache replica, a cluster", () => {
    const shapes = ['small', 'medium', 'large'].map((name) => {
      const { databaseReaders, cacheShards, cacheReplicasPerShard } = stageNamed(name);
      return { databaseReaders, cacheShards, cacheReplicasPerShard };
    });

    expect(shapes).toEqual([
      { databaseReaders: 0, cacheShards: 1, cacheReplicasPerShard: 0 },
      { databaseReaders: 1, cacheShards: 1, cacheReplicasPerShard: 1 },
      { databaseReaders: 2, cacheShards: 3, cacheReplicasPerShard: 1 },
    ]);
  });

  it("in the FOK guide's cache of three masters and three replicas", () => {
    const { cacheShards, cacheReplicasPerShard } = stageNamed('large');

    expect([cacheShards, cacheShards * cacheReplicasPerShard]).toEqual([3, 3]);
  });

  it("in the news guide's primary of 4 vCPU with two replicas of 2", () => {
    // xlarge has 4 vCPU, large 2.
    expect(stageNamed('large')).toMatchObject({
      databaseWriterClass: 'r8g.xlarge',
      databaseReaders: 2,
      databaseReaderClass: 'r8g.large',
    });
  });

  it("in the Commander guide's 200 connections for 3,000 terminals", () => {
    expect(medium.databaseMaxConnections).toBe(200);
  });

  it('in two regions of the largest size, with a witness that holds no data', () => {
    expect(placesOf(pair).map(({ region, role }) => [region, role])).toEqual([
      ['eu-west-1', 'primary'],
      ['eu-central-1', 'standby'],
    ]);
    expect(pair).toEqual({
      ...stageNamed('large'),
      name: pair.name,
      regions: pair.regions,
      domainName: pair.domainName,
      hostedZoneId: pair.hostedZoneId,
    });
  });
});

describe('a wrong value', () => {
  it.each([
    ['databaseReaders', { databaseReaders: 16 }, '<=15'],
    ['databaseReaders', { databaseReaders: 1.5 }, 'int'],
    ['cacheNodeType', { cacheNodeType: 'cache.r7g.large' }, 'must be a size such as r8g.large'],
    ['databaseWriterClass', { databaseWriterClass: 'db.r8g.large' }, 'must be a size such as r8g.large'],
    ['logRetentionDays', { logRetentionDays: 31 }, '7|30|90|365'],
    ['loggedKinds', { loggedKinds: ['balance'] }, '"acc"|"order"'],
    ['alarmEmail', { alarmEmail: 'ops' }, 'email'],
    ['name', { name: 'Prod_EU' }, 'must be 2-20 of a-z, 0-9 and -'],
    ['regions.primary', { regions: { primary: 'Ireland' } }, 'such as eu-west-1'],
    ['ingestVcpu', { ingestVcpu: 3 }, '0.25|0.5|1|2|4|8|16'],
    ['storeConcurrency', { storeConcurrency: 1 }, '>=2'],
    ['storeBatchMessages', { storeBatchMessages: 11 }, '<=10'],
    ['failoverThresholdMinutes', { failoverThresholdMinutes: 1 }, '>=2'],
    ['natGateways', { availabilityZones: 2, natGateways: 3 }, 'must be at most availabilityZones (2)'],
    ['databaseMinAcu', { databaseMinAcu: 8, databaseMaxAcu: 4 }, 'must be at most databaseMaxAcu (4)'],
    ['ingestMinTasks', { ingestMinTasks: 3, ingestMaxTasks: 2 }, 'must be at most ingestMaxTasks (2)'],
    ['ingestMemoryGb', { ingestVcpu: 2, ingestMemoryGb: 32 }, 'must be 4 to 16 in steps of 1 with 2 vCPU'],
    ['hostedZoneId', { domainName: 'fleet.example.com' }, 'a domain and its hosted zone come together'],
    ['cacheGlobalDatastore', { cacheGlobalDatastore: true }, 'needs two regions'],
  ])('of %s names its field and what is allowed', (field, change, allowed) => {
    const refusal = refusalOf({ ...medium, ...change });

    expect(refusal).toContain('stage');
    expect(refusal).toContain('lib/stages.ts is wrong');
    expect(refusal).toContain(`→ at ${field}`);
    expect(refusal).toContain(allowed);
  });

  it.each([
    ['standby', { ...pair.regions, standby: undefined }, 'a standby and a witness come together'],
    ['witness', { ...pair.regions, witness: undefined }, 'a standby and a witness come together'],
    ['standby', { ...pair.regions, standby: 'eu-west-1' }, 'primary, standby and witness must differ'],
    ['witness', { ...pair.regions, witness: 'us-east-1' }, 'eu-west-1, eu-west-2, eu-west-3, eu-central-1'],
  ])('of regions.%s is refused at synth, not by DynamoDB hours later', (field, regions, allowed) => {
    const refusal = refusalOf({ ...pair, regions });

    expect(refusal).toContain(`→ at regions.${field}`);
    expect(refusal).toContain(allowed);
  });

  it('of two fields names both at once', () => {
    const refusal = refusalOf({ ...medium, cacheShards: 0, databaseBackupDays: 36 });

    expect(refusal).toContain('→ at cacheShards');
    expect(refusal).toContain('→ at databaseBackupDays');
  });

  it('needs two regions to have a name of their own, by which pages and the API move', () => {
    expect(refusalOf({ ...pair, domainName: null, hostedZoneId: null })).toContain('→ at domainName');
  });

  it('of a cache that cannot be a global datastore is refused', () => {
    const withDatastore = { ...pair, cacheGlobalDatastore: true };

    expect(refusalOf(withDatastore)).toBe('accepted');
    expect(refusalOf({ ...withDatastore, cacheNodeType: 't4g.medium' })).toContain(
      'a global datastore needs size large or above',
    );
    expect(refusalOf({ ...withDatastore, cacheReplicasPerShard: 0 })).toContain('→ at cacheReplicasPerShard');
  });
});

it('names a field that is missing, and one that does not exist: a typing error changes nothing silently', () => {
  const { cacheShards, ...without } = medium;

  expect(refusalOf(without)).toContain('→ at cacheShards');
  expect(refusalOf({ ...without, cacheShard: cacheShards })).toContain('cacheShard');
  expect(refusalOf({ ...medium, chacheShards: 3 })).toContain('chacheShards');
  expect(refusalOf('medium')).toContain('stage without a name');
});
