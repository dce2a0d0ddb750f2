/** What the form of a terminal holds, as text. */
export interface TerminalDraft {
  readonly name: string;
  readonly host: string;
  readonly port: string;
  /** Empty: none, or the one that is known. */
  readonly password: string;
  readonly note: string;
  /** Divided by commas. */
  readonly groups: string;
  readonly tags: string;
}

/** @returns the text itself when it is no number, so that the API says what a port is */
export function readPort(text: string): number | string {
  return /^\d{1,6}$/.test(text.trim()) ? Number(text) : text;
}

/** "eu, fast;new" is three. */
export function splitLabels(text: string): string[] {
  return [...new Set(text.split(/[,;]/u).map((name) => name.trim()))].filter((name) => name !== '');
}
