/** Buttons of the parts that every bot has: they begin with `z`, which bots leave alone. */
export const ANSWER_FEEDBACK = 'zfa';
export const CLOSE_FEEDBACK = 'zfc';
