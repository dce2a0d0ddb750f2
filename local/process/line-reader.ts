import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';

/** A longer line is handed on in parts: a program that never ends its line must not fill the runner's memory. */
const MAX_LINE_CHARACTERS = 256 * 1024;

/** Calls `onLine` for each line without its end; the rest at the end of the stream counts as a line. */
export function readLines(stream: Readable, onLine: (line: string) => void): void {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  const take = (text: string): void => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onLine(line);
    if (rest.length > MAX_LINE_CHARACTERS) {
      onLine(rest);
      rest = '';
    }
  };
  stream.on('data', (chunk: Buffer) => take(decoder.write(chunk)));
  stream.on('end', () => {
    take(decoder.end());
    if (rest !== '') onLine(rest);
    rest = '';
  });
  stream.on('error', () => undefined);
}
