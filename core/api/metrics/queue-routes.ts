import {
  QueueOnlyKeepsError,
  QueueUnknownError,
  type Redriven,
  RedriveRunningError,
} from '../../aws/queue-watch.ts';
import { writeAudit } from '../../bot/audit.ts';
import { ProblemError } from '../../http/answers.ts';
import { defineRoute, type RouteDefinition, TAGS } from '../define-route.ts';
import { deadLetterQueues, redrivenQueue } from './dead-letter-shapes.ts';

const list = defineRoute({
  method: 'GET',
  path: '/api/dead-letter-queues',
  tag: TAGS.system,
  access: 'administrator',
  summary: 'Queues, how many messages wait in them, and how many could not be handled',
  description: 'As SQS counts them now: approximately.',
  query: null,
  body: null,
  answer: deadLetterQueues,
  handle: async ({ parts }) => ({ body: { queues: await parts.system.queues.readDepths() } }),
});

const redrive = defineRoute({
  method: 'POST',
  path: '/api/dead-letter-queues/:name/redrive',
  tag: TAGS.system,
  access: 'administrator',
  summary: 'Send the messages that could not be handled back to their queue',
  description:
    'SQS moves them by itself (StartMessageMoveTask). Where it cannot, on one machine, up to 500 are moved before the answer. A message may come twice: whatever reads these queues knows what it has done already.',
  query: null,
  body: null,
  answer: redrivenQueue,
  handle: async ({ params, caller, address, databases, parts }) => {
    const name = (params.name ?? '').slice(0, 40);
    let redriven: Redriven;
    try {
      redriven = await parts.system.queues.redrive(name);
    } catch (error) {
      throw explain(error, parts.system.queues.names);
    }
    await writeAudit(databases.write, {
      actorId: caller.userId,
      source: 'api',
      address: address ?? undefined,
      action: 'queue.redrive',
      subject: { queue: name, how: redriven.how, messages: redriven.messages },
      outcome: 'done',
    });
    return { body: { hasMore: false, ...redriven } };
  },
});

function explain(error: unknown, names: readonly string[]): ProblemError {
  if (error instanceof QueueUnknownError)
    return new ProblemError({
      status: 404,
      title: 'No such queue',
      detail: `There are: ${names.join(', ')}.`,
    });
  if (error instanceof QueueOnlyKeepsError)
    return new ProblemError({
      status: 409,
      title: 'Nowhere to go back to',
      detail:
        'Updates of Telegram are kept without what the person wrote, so that there is nothing to try again; they were told. Look at them in SQS, and purge them there.',
    });
  if (error instanceof RedriveRunningError)
    return new ProblemError({
      status: 409,
      title: 'Already on their way',
      detail: 'SQS moves the messages of this queue already. Look at the counts in a minute.',
    });
  return new ProblemError(
    {
      status: 503,
      title: 'Not moved',
      detail: 'SQS does not answer, or refused. Messages are where they were, or back in their queue.',
      headers: { 'retry-after': '5' },
    },
    { cause: error },
  );
}

export const queueRoutes: readonly RouteDefinition[] = [list, redrive];
