import { ProblemAnswerError, UnreachableError } from '../../../console/src/api/problem.ts';
import {
  CommandSender,
  type SendRequest,
  type SentRun,
} from '../../../console/src/pages/commands/command-sender.ts';

const STOP: SendRequest = { path: '/api/commands', body: { command: 'STOP', all: true } };
const RUN = { id: '00000000-0000-4000-8000-000000000001', terminals: 30 };
const CONFIRM = new ProblemAnswerError(409, {
  status: 409,
  title: 'Confirm',
  detail: '…',
  count: 30,
  danger: 'always',
  command: 'STOP',
});

/** A sender whose requests are answered one after the other; an answer that is an error is thrown. */
function start(answers: readonly (SentRun | Error)[]) {
  const posts: { readonly body: SendRequest['body']; readonly key: string }[] = [];
  const sent: SentRun[] = [];
  const clock = { ms: 10_000 };
  let keys = 0;
  const sender = new CommandSender({
    post: ({ body }, key) => {
      const answer = answers[posts.length];
      posts.push({ body, key });
      if (answer === undefined) throw new Error('one request too many');
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    },
    onSent: (run) => sent.push(run),
    onState: () => undefined,
    newKey: () => `key-${(keys += 1)}`,
    now: () => clock.ms,
  });
  return { sender, posts, sent, clock };
}

describe('a press of the button', () => {
  it('sends once, however often it is pressed before there is an answer', async () => {
    const { sender, posts, sent } = start([RUN]);
    await Promise.all([sender.press(STOP), sender.press(STOP), sender.press(STOP)]);
    expect(posts).toEqual([{ body: STOP.body, key: 'key-1' }]);
    expect(sent).toEqual([RUN]);
  });

  it('of a double click sends once, even when the first half is answered already; later it is a new command', async () => {
    const { sender, posts, clock } = start([RUN, RUN]);
    await sender.press(STOP);
    clock.ms += 300;
    await sender.press(STOP);
    expect(posts).toHaveLength(1);
    clock.ms += 5_000;
    await sender.press(STOP);
    expect(posts.map(({ key }) => key)).toEqual(['key-1', 'key-2']);
  });

  it('is asked about, and sent with the count that was agreed to and the same key', async () => {
    const { sender, posts, sent } = start([CONFIRM, RUN]);
    await sender.press(STOP);
    expect(sender.state).toEqual({
      kind: 'asking',
      question: { count: 30, danger: 'always', command: 'STOP' },
    });
    await sender.confirm();
    expect(posts[1]).toEqual({ body: { ...STOP.body, confirm: 30 }, key: 'key-1' });
    expect(sent).toEqual([RUN]);
  });

  it('is asked about again when there are more terminals by now', async () => {
    const more = new ProblemAnswerError(409, { ...CONFIRM.problem, count: 31 });
    const { sender, posts } = start([CONFIRM, more, RUN]);
    await sender.press(STOP);
    await sender.confirm();
    expect(sender.state).toMatchObject({ kind: 'asking', question: { count: 31 } });
    await sender.confirm();
    expect(posts.map(({ body }) => body.confirm)).toEqual([undefined, 30, 31]);
  });

  it('sends nothing when the question is declined; the next press is a new one at once', async () => {
    const { sender, posts } = start([CONFIRM, CONFIRM]);
    await sender.press(STOP);
    sender.dismiss();
    await sender.confirm();
    expect(posts).toHaveLength(1);
    expect(sender.state).toEqual({ kind: 'idle' });
    await sender.press(STOP);
    expect(posts.map(({ key }) => key)).toEqual(['key-1', 'key-2']);
  });

  it('that got no answer may be tried again with its key and its confirmation, so that it is sent at most once', async () => {
    const { sender, posts, sent } = start([CONFIRM, new UnreachableError('no answer'), RUN]);
    await sender.press(STOP);
    await sender.confirm();
    expect(sender.state).toMatchObject({ kind: 'failed', isUnknown: true });
    await sender.tryAgain();
    expect(posts.slice(1)).toEqual([
      { body: { ...STOP.body, confirm: 30 }, key: 'key-1' },
      { body: { ...STOP.body, confirm: 30 }, key: 'key-1' },
    ]);
    expect(sent).toEqual([RUN]);
  });

  it('that was refused is not tried again by itself or by that way', async () => {
    const refused = new ProblemAnswerError(403, { status: 403, title: 'Not allowed', detail: '…' });
    const { sender, posts } = start([refused]);
    await sender.press(STOP);
    expect(sender.state).toMatchObject({ kind: 'failed', isUnknown: false });
    await sender.tryAgain();
    expect(posts).toHaveLength(1);
  });
});
