import { setPriority } from 'node:os';
import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { loadConfig } from './config.ts';
import { runReceiver } from './receiver-thread.ts';
import { connectSupervisor } from './supervisor.ts';
import { startTask } from './task.ts';
import type { ReceiverSettings, WorkerSettings } from './thread-messages.ts';
import { runWorker } from './worker-thread.ts';

const RECEIVER_NICENESS = -10;
const WORKER_NICENESS = 5;

/** One file for all threads: the bundle in the image is a single module too. */
if (isMainThread) await main();
else runThread();

function runThread(): void {
  const settings: unknown = workerData;
  if (parentPort === null || !isThreadSettings(settings))
    throw new Error('a thread was started without its settings');
  if (settings.thread === 'receiver') {
    prefer(RECEIVER_NICENESS);
    runReceiver(settings, parentPort);
  } else {
    prefer(WORKER_NICENESS);
    runWorker(settings, parentPort);
  }
}

/**
 * Decoding can wait in a queue of ours, the socket cannot: the kernel's buffer holds some hundred datagrams on Fargate, a hundredth of a
 * second at full load. On Linux the priority is the calling thread's own.
 */
function prefer(niceness: number): void {
  try {
    setPriority(0, niceness);
  } catch {
    // Only root may raise a priority; anybody may lower one, which is enough within the task.
  }
}

/** Only this program starts its threads, so the kind is all there is to check. */
function isThreadSettings(settings: unknown): settings is ReceiverSettings | WorkerSettings {
  return (
    typeof settings === 'object' &&
    settings !== null &&
    'thread' in settings &&
    (settings.thread === 'receiver' || settings.thread === 'worker')
  );
}

async function main(): Promise<void> {
  const supervisor = connectSupervisor(process);
  const end = (code: number): void => process.exit(code);
  const fail = (error: unknown): void => {
    process.stderr.write(
      `${JSON.stringify({ level: 'fatal', component: 'ingest', message: error instanceof Error ? error.message : String(error) })}\n`,
    );
    end(1);
  };
  try {
    const task = await startTask(loadConfig(), supervisor, new URL(import.meta.url), fail);
    let signals = 0;
    const leave = (): void => {
      signals += 1;
      // Whoever asks twice does not want to wait.
      if (signals > 1) return end(130);
      task.stop().then(() => end(0), fail);
    };
    process.on('SIGTERM', leave);
    process.on('SIGINT', leave);
    supervisor.onGone(leave);
  } catch (error) {
    fail(error);
  }
}
