/** The word of an invitation in what was pasted: a link of the bot, `join_WORD`, or the word itself. */
export function readInviteWord(pasted: string): string | undefined {
  const text = pasted.trim();
  const word = /(?:^|[?&=/\s])join_([\w-]{1,64})/.exec(text)?.[1] ?? text;
  return /^[\w-]{10,64}$/.test(word) ? word : undefined;
}
