import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { Telegram } from 'telegraf';
import {
  FileTooLargeError,
  FileUnavailableError,
  openIncomingFile,
} from '../../../core/bot/incoming-file.ts';

const TOKEN = '4242:secret-of-the-test-bot';

let server: Server;
let root: string;
/** What the file server answers. */
let answer: { readonly status: number; readonly body: string };

beforeAll(async () => {
  server = createServer((request, response) => {
    const isFile = request.url?.startsWith('/file/') === true;
    const result = { file_id: 'f', file_unique_id: 'f', file_path: 'documents/f.csv' };
    response.writeHead(isFile ? answer.status : 200, { 'content-type': 'application/json' });
    response.end(isFile ? answer.body : JSON.stringify({ ok: true, result }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  root = `http://127.0.0.1:${address.port}`;
});

afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

const fileOf = (sizeBytes: number, apiRoot = root, signal = AbortSignal.timeout(5_000)) =>
  openIncomingFile(
    new Telegram(TOKEN, { apiRoot }),
    { fileId: 'f', name: 'f.csv', sizeBytes, mimeType: undefined },
    signal,
  );

describe('a file of a person', () => {
  it('is what Telegram holds', async () => {
    answer = { status: 200, body: 'name,host' };

    expect((await fileOf(9).download(100)).toString()).toBe('name,host');
  });

  it('that is said to be too large is not asked for, and one that turns out to be is not read to the end', async () => {
    answer = { status: 200, body: 'x'.repeat(200_000) };

    await expect(fileOf(101).download(100)).rejects.toThrow(FileTooLargeError);
    await expect(fileOf(0).download(100)).rejects.toThrow(FileTooLargeError);
  });

  it.each<[string, () => ReturnType<typeof fileOf>]>([
    ['refused', () => fileOf(9)],
    ['away', () => fileOf(9, 'http://127.0.0.1:9')],
    ['too late', () => fileOf(9, root, AbortSignal.abort())],
  ])(
    'that the server does not hand over (%s) is an error without the address, which has the token',
    async (_, open) => {
      answer = { status: 404, body: '' };

      const failure: unknown = await open()
        .download(100)
        .catch((error: unknown) => error);

      expect(failure).toBeInstanceOf(FileUnavailableError);
      expect(String(failure)).not.toContain('secret-of-the-test-bot');
      expect(failure).not.toHaveProperty('cause');
    },
  );
});
