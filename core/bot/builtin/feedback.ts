import * as z from 'zod';
import { action, type BuiltinTurn, command, flow } from './kit.ts';

const MIN_CHARACTERS = 10;
const MAX_CHARACTERS = 1_000;

/** More is noise, or somebody's script. */
const FEEDBACKS = { points: 5, perSeconds: 3600 };

/** As PostgreSQL counts: code points, and no NUL. */
function fitsColumn(text: string): boolean {
  const characters = Array.from(text).length;
  return characters >= MIN_CHARACTERS && characters <= MAX_CHARACTERS && !text.includes('\0');
}

const feedbackFlow = flow({
  id: 'zfeedback',
  answers: z.object({ text: z.string().refine(fitsColumn) }),
  steps: [
    {
      name: 'text',
      kind: 'text',
      ask: 'feedback.ask',
      label: 'feedback.label',
      min: MIN_CHARACTERS,
      max: MAX_CHARACTERS,
      isMultiline: true,
    },
  ],
  async commit(turn, { text }) {
    await turn.limit('feedback', FEEDBACKS);
    await turn.services.leaveFeedback({
      bot: turn.bot,
      userId: turn.user.id,
      text,
      key: `${turn.bot}:${turn.updateId}`,
    });
    turn.send({ text: turn.t('feedback.thanks') });
  },
});

export const feedback = command({
  name: 'feedback',
  description: 'command.feedback',
  run: (turn) => turn.start(feedbackFlow),
});

export const askFeedback = action('zfb', z.tuple([]), (turn: BuiltinTurn) => turn.start(feedbackFlow));

export const feedbackFlows = [feedbackFlow];
export const feedbackActions = [askFeedback];
