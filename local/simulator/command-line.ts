export interface CommandLine {
  /** Lower case: terminals take commands in any case. */
  readonly name: string;
  /** Words after the name; what stands in double quotes is one word. */
  readonly words: readonly string[];
}

/** Commands that change settings: with the right words they are acknowledged. */
export const ACKNOWLEDGED_COMMANDS: ReadonlySet<string> = new Set([
  'cancelbuy',
  'sellpiece',
  'sgstart',
  'sgstop',
  'resetsession',
  'resetloss',
  'silent',
  'talk',
  'bl',
  'tempbl',
  'setbl+',
  'setbl-',
  'setwl+',
  'setwl-',
  'leverage',
  'margin',
  'autolevconfig',
  'convertbnb',
  'doupdate',
  'installtestversion',
]);

/**
 * Splits a command. Several terminals may share one port, so a command can be addressed: `BotName:command`.
 * @returns `undefined` when it is addressed to another terminal.
 */
export function parseCommandLine(text: string, bot: string): CommandLine | undefined {
  const address = /^([\w-]+):(?=[A-Za-z])/.exec(text);
  if (address !== null && address[1] !== bot) return undefined;
  const line = address === null ? text : text.slice(address[0].length);
  const [name = '', ...words] = [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(
    (match) => match[1] ?? match[2] ?? '',
  );
  return { name: name.toLowerCase(), words };
}
