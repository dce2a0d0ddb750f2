import { Parts } from '../../../local/parts.ts';
import { Steps } from '../../../local/process/steps.ts';

describe('Parts', () => {
  it('stops what makes work before what does it, whatever the order of the start', async () => {
    const stopped: string[] = [];
    const parts = new Parts(() => undefined);
    for (const name of ['postgres', 'simulator', 'sqs', 'functions', 'ingest', 'triggers'] as const) {
      parts.add(name, () => {
        stopped.push(name);
      });
    }

    await parts.stopAll();

    expect(stopped).toEqual(['simulator', 'ingest', 'triggers', 'functions', 'sqs', 'postgres']);
  });

  it('stops the others when one does not stop, and none twice', async () => {
    const stopped: string[] = [];
    const failed: string[] = [];
    const parts = new Parts((name) => failed.push(name));
    parts.add('sqs', () => Promise.reject(new Error('stuck')));
    parts.add('postgres', () => {
      stopped.push('postgres');
    });

    await parts.stopAll();
    await parts.stopAll();

    expect(failed).toEqual(['sqs']);
    expect(stopped).toEqual(['postgres']);
  });
});

describe('Steps', () => {
  it('names what is missing until it is done', async () => {
    const done: string[] = [];
    const steps = new Steps(['template', 'sqs'], ({ name }) => done.push(name));
    const template = steps.run('template', Promise.resolve(), () => Promise.resolve('wiring'));
    const sqs = steps.run('sqs', template, (wiring) => Promise.resolve(`queues of ${wiring}`));

    expect(steps.missing).toEqual(['template', 'sqs']);
    expect(await sqs).toBe('queues of wiring');
    expect(steps.missing).toEqual([]);
    expect(done).toEqual(['template', 'sqs']);
  });

  it('fails what needs a step that failed, and settles', async () => {
    const steps = new Steps(['template', 'sqs'], () => undefined);
    const template = steps.run('template', Promise.resolve(), () => Promise.reject(new Error('no CDK')));
    const sqs = steps.run('sqs', template, () => Promise.resolve('never'));

    await steps.settle();

    await expect(sqs).rejects.toThrow('no CDK');
    expect(steps.missing).toEqual(['template', 'sqs']);
  });
});
