import type { Telegram } from 'telegraf';
import type { IncomingFile } from './turn.ts';

/** More bytes than the handler wants. */
export class FileTooLargeError extends Error {
  override readonly name = 'FileTooLargeError';
}

/** Telegram does not hand the file over. */
export class FileUnavailableError extends Error {
  override readonly name = 'FileUnavailableError';
}

export interface FileFacts {
  readonly fileId: string;
  readonly name: string;
  /** What Telegram says; what is read is counted. */
  readonly sizeBytes: number;
  readonly mimeType: string | undefined;
}

/** @param signal ends the download with the update's deadline */
export function openIncomingFile(
  telegram: Pick<Telegram, 'getFileLink'>,
  { fileId, name, sizeBytes, mimeType }: FileFacts,
  signal: AbortSignal,
): IncomingFile {
  return {
    name,
    sizeBytes,
    mimeType,
    async download(maxBytes) {
      if (sizeBytes > maxBytes) throw new FileTooLargeError(`${sizeBytes} bytes, ${maxBytes} are taken`);
      const response = await fetchFile(telegram, fileId, signal);
      const chunks: Uint8Array[] = [];
      let read = 0;
      for await (const chunk of response) {
        read += chunk.byteLength;
        if (read > maxBytes) throw new FileTooLargeError(`more than ${maxBytes} bytes`);
        chunks.push(chunk);
      }
      return Buffer.concat(chunks);
    },
  };
}

/** The address holds the bot's token, so no error of it gets out of here. */
async function fetchFile(
  telegram: Pick<Telegram, 'getFileLink'>,
  fileId: string,
  signal: AbortSignal,
): Promise<AsyncIterable<Uint8Array>> {
  let status = 'no answer';
  try {
    const link = await telegram.getFileLink(fileId);
    const response = await fetch(link, { signal, redirect: 'error' });
    if (response.ok && response.body !== null) return response.body;
    status = `answered ${response.status}`;
    await response.body?.cancel();
  } catch {
    // Told below.
  }
  throw new FileUnavailableError(`Telegram's file server: ${status}`);
}
