import type { SQSClient } from '@aws-sdk/client-sqs';
import type { QueueWiring } from '../assembly/wiring.ts';
import { type QueueDepth, readQueueDepth } from '../sqs/queue-client.ts';
import { readPrometheusText } from './prometheus-text.ts';
import type { StatusBoard } from './status.ts';

const SCRAPE_TIMEOUT_MS = 900;

export interface StatusSources {
  /** `undefined` while there is no task. */
  readonly ingestUrl: () => string | undefined;
  readonly sqs: SQSClient;
  readonly queues: readonly QueueWiring[];
}

/**
 * Looks at the sources each second. What cannot be asked keeps its last figures: a status line must not end with a part
 * that is away.
 * @returns a function that ends it
 */
export function watchStatus(board: StatusBoard, sources: StatusSources): () => void {
  let busy = false;
  const look = async (): Promise<void> => {
    if (busy) return;
    busy = true;
    await Promise.allSettled([scrapeIngest(board, sources.ingestUrl()), readQueues(board, sources)]);
    busy = false;
    board.tick(Date.now());
  };
  const timer = setInterval(() => void look(), 1_000);
  timer.unref();
  return () => clearInterval(timer);
}

async function scrapeIngest(board: StatusBoard, url: string | undefined): Promise<void> {
  if (url === undefined) return;
  const response = await fetch(`${url}/metrics`, { signal: AbortSignal.timeout(SCRAPE_TIMEOUT_MS) });
  board.addIngestSamples(readPrometheusText(await response.text()));
}

async function readQueues(board: StatusBoard, { sqs, queues }: StatusSources): Promise<void> {
  const deadLetterArns = new Set(queues.map((queue) => queue.deadLetterArn));
  const depths = await Promise.all(
    queues.map(async (queue) => ({
      depth: await readQueueDepth(sqs, queue.url),
      isDead: deadLetterArns.has(queue.arn),
    })),
  );
  const sum = (dead: boolean, pick: (depth: QueueDepth) => number): number =>
    depths.filter(({ isDead }) => isDead === dead).reduce((total, { depth }) => total + pick(depth), 0);
  const queue = {
    waiting: sum(false, (depth) => depth.waiting),
    inFlight: sum(false, (depth) => depth.inFlight),
  };
  board.addQueueDepth(
    queue,
    sum(true, (depth) => depth.waiting + depth.inFlight),
  );
}
