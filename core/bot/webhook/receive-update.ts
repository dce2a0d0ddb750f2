import { type Execution, StillRunningError } from '../../aws/run-once.ts';
import { answerJson, answerProblem, type HttpAnswer, type Problem } from '../../http/answers.ts';
import { readHttpRequest } from '../../http/http-request.ts';
import type { BotPlatform } from '../platform.ts';
import { SessionBusyError } from '../session/session-store.ts';
import { type AdmittedUpdate, admitUpdate, type Door, UpdateRefusedError } from './admit-update.ts';
import { describeFailure } from './describe-failure.ts';
import { countFailure } from './give-up.ts';
import { handleUpdate } from './handle-update.ts';
import type { ReportUpdate, UpdateOutcome } from './report-update.ts';
import { type CallTally, emptyTally } from './watch-calls.ts';

export interface UpdateReceiver extends Door {
  readonly platform: BotPlatform;
  /** The longest that a bot may take. */
  readonly handlerTimeoutMs: number;
  readonly report: ReportUpdate;
}

/** Kept back of the execution's time: enough to free the update for the next try, and to answer. */
const RESERVE_MS = 1_500;

interface Settled {
  readonly outcome: UpdateOutcome;
  readonly answer: HttpAnswer;
  readonly reason?: string;
}

/**
 * Answers one request to the webhook. Telegram asks again, for up to a day, whatever is not answered with 2xx; so 200 is said only of what
 * was handled, by this request or by an earlier one.
 *
 * An update runs once at a time. A handler that throws, or is late, is run again at Telegram's next try and has shown nothing until then;
 * one that is through is never run again, only its replies are sent to the end. What fails at every try is put aside.
 */
export async function receiveUpdate(
  receiver: UpdateReceiver,
  event: unknown,
  execution: Execution,
): Promise<HttpAnswer> {
  const calls = emptyTally();
  let admitted: AdmittedUpdate | undefined;
  let settled: Settled;
  try {
    admitted = await admitUpdate(receiver, readHttpRequest(event));
    settled = await handleOnce(receiver, admitted, execution, calls);
  } catch (error) {
    settled = settleFailure(error);
  }
  receiver.report({
    outcome: settled.outcome,
    statusCode: settled.answer.statusCode,
    calls,
    bot: admitted?.bot.id,
    updateId: admitted?.update.update_id,
    reason: settled.reason,
  });
  return settled.answer;
}

async function handleOnce(
  { platform, handlerTimeoutMs }: UpdateReceiver,
  admitted: AdmittedUpdate,
  execution: Execution,
  tally: CallTally,
): Promise<Settled> {
  const key = { bot: admitted.bot.id, updateId: admitted.update.update_id };
  let givenUp: string | undefined;
  const ran = await platform.runOnce(key, execution, async () => {
    const leftMs = execution.getRemainingTimeInMillis() - RESERVE_MS;
    const deadlineMs = Math.max(1, Math.min(handlerTimeoutMs, leftMs));
    try {
      await handleUpdate(admitted, { platform, deadlineMs, tally });
    } catch (error) {
      // That is no fault of the update's.
      if (error instanceof SessionBusyError) throw error;
      if (!(await countFailure(admitted, error, platform, tally))) throw error;
      givenUp = describeFailure(error);
    }
  });
  const answer = answerJson(200, { ok: true });
  if (givenUp !== undefined) return { outcome: 'dead-lettered', answer, reason: givenUp };
  return { outcome: ran === 'done' ? 'answered' : 'repeated', answer };
}

function settleFailure(error: unknown): Settled {
  if (error instanceof UpdateRefusedError)
    return { outcome: 'refused', answer: answerProblem(error.problem), reason: error.problem.title };
  if (error instanceof StillRunningError || error instanceof SessionBusyError)
    return { outcome: 'repeated', answer: answerProblem(STILL_RUNNING), reason: STILL_RUNNING.title };
  return { outcome: 'failed', answer: answerProblem(FAILED), reason: describeFailure(error) };
}

const STILL_RUNNING: Problem = {
  status: 503,
  title: 'Still at it',
  detail: 'Another request with this update, or an update before it, is being handled. Ask again.',
};
const FAILED: Problem = {
  status: 500,
  title: 'Update not handled',
  detail: "Ask again; the function's log says why, by UpdateId.",
};

/** For who calls when the whole execution is out of time: the update stays held until it is, and is handled at the next try. */
export const OUT_OF_TIME: Problem = {
  status: 503,
  title: 'Out of time',
  detail: 'Ask again.',
};
