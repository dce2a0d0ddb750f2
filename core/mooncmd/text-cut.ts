/** Cuts at `maxChars` UTF-16 units without leaving half of a surrogate pair. */
export function cutText(text: string, maxChars: number): string {
  if (text.length <= maxChars) return text;
  const last = text.charCodeAt(maxChars - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? maxChars - 1 : maxChars);
}

/** PostgreSQL's `text` cannot hold it; JSON can say it as an escape. */
export function hasNul(text: string): boolean {
  return text.includes('\0');
}
