import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FunctionWiring } from '../../local/assembly/wiring.ts';
import {
  type ExecutionEnvironment,
  InvocationFailedError,
  startEnvironment,
} from '../../local/lambda/environment.ts';
import { type Guardian, startGuardian } from '../../local/process/guardian.ts';
import { LogFile } from '../../local/process/log-file.ts';

/** Answers by what the event asks for; counts its events, to show that one process serves several. */
const BUNDLE = `
let events = 0;
console.log('loaded');
export const handler = async (event, context) => {
  events += 1;
  if (event.do === 'throw') throw new TypeError('bad event');
  if (event.do === 'die') process.kill(process.pid, 'SIGKILL');
  if (event.do === 'hang') await new Promise((resolve) => setTimeout(resolve, 60000));
  if (event.do === 'nothing') return;
  return { events, variable: process.env.VARIABLE, left: context.getRemainingTimeInMillis(), id: context.awsRequestId, name: context.functionName };
};
`;

let directory: string;
let guardian: Guardian;
let log: LogFile;
let lines: string[];
let environment: ExecutionEnvironment | undefined;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'function-'));
  guardian = startGuardian();
  log = new LogFile(join(directory, 'function.log'));
  lines = [];
});

afterEach(async () => {
  await environment?.stop(0);
  environment = undefined;
  guardian.stop();
  await log.close();
  rmSync(directory, { recursive: true });
});

async function start(bundle: string = BUNDLE): Promise<ExecutionEnvironment> {
  writeFileSync(join(directory, 'index.mjs'), bundle);
  const wiring: FunctionWiring = {
    name: 'probe',
    arn: 'arn:aws:lambda:eu-west-1:000000000000:function:Probe',
    assetDir: directory,
    handler: 'index.handler',
    timeoutSeconds: 1,
    memoryMb: 128,
    environment: {},
  };
  environment = await startEnvironment({
    wiring,
    env: { VARIABLE: 'of the template' },
    programName: 'probe',
    runtimePath: join(__dirname, '../../local/lambda/runtime.ts'),
    log,
    guardian,
    onLine: (line) => lines.push(line) > 0,
  });
  return environment;
}

describe('a function in a process of its own', () => {
  it('is loaded once, sees the environment and the context of Lambda, and handles one event after the other', async () => {
    const started = await start();

    expect(await started.invoke({})).toMatchObject({ events: 1, variable: 'of the template', name: 'probe' });
    const second = await started.invoke({});
    expect(second).toMatchObject({ events: 2, id: expect.stringMatching(/^[0-9a-f-]{36}$/) as unknown });
    expect(lines).toEqual(['loaded']);
  });

  it('reports each event like Lambda: its time, its memory, and the init time with the first', async () => {
    const started = await start();
    await started.invoke({});
    await started.invoke({ do: 'throw' }).catch(() => undefined);
    await log.close();

    const reports = readFileSync(join(directory, 'function.log'), 'utf8').trim().split('\n');
    const line =
      /^REPORT RequestId: [0-9a-f-]{36}\tDuration: ([\d.]+) ms\tBilled Duration: (\d+) ms\tMemory Size: 128 MB\tMax Memory Used: (\d+) MB(\tInit Duration: [\d.]+ ms)?$/;
    const [first, second] = reports.map((report) => line.exec(report));
    expect(first?.[4]).toBeDefined();
    expect(second?.[4]).toBeUndefined();
    // Node alone takes 35 to 60 MB; this process itself, whose figure getrusage would give, several hundred.
    expect(Number(first?.[3])).toBeGreaterThan(20);
    expect(Number(first?.[3])).toBeLessThan(120);
    expect(Number(second?.[2])).toBeLessThan(1_000);
  });

  it('fails an event whose answer is larger than Lambda takes', async () => {
    const started = await start(`export const handler = () => 'x'.repeat(6_291_557);`);

    await expect(started.invoke({})).rejects.toThrow(/larger than 6291556 bytes/);
  });

  it('fails an event that the handler throws at, and lives on', async () => {
    const started = await start();

    await expect(started.invoke({ do: 'throw' })).rejects.toThrow(/probe threw: TypeError: bad event/);
    expect(await started.invoke({})).toMatchObject({ events: 2 });
  });

  it('answers null when the handler returns nothing', async () => {
    expect(await (await start()).invoke({ do: 'nothing' })).toBeNull();
  });

  it('loses its process when an event runs out of time', async () => {
    const started = await start();

    await expect(started.invoke({ do: 'hang' })).rejects.toThrow('timed out after 1 s');
    expect(await started.exited).toEqual({ code: null, signal: 'SIGKILL' });
  });

  it('fails the event in whose middle its process is killed', async () => {
    const started = await start();

    await expect(started.invoke({ do: 'die' })).rejects.toThrow(InvocationFailedError);
  });

  it('says what is wrong with a bundle that does not load', async () => {
    await expect(start('throw new Error("no configuration")')).rejects.toThrow(/no configuration/);
    await expect(start('export const other = 1;')).rejects.toThrow(/has no function handler/);
  });
});
