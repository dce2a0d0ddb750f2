import { z } from 'zod';
import { badRequest } from '../bot-api-error.ts';
import { formatText } from '../entities/format-text.ts';
import type { UploadedFile } from '../parameters.ts';
import { entitySchema, type SentFile } from '../state.ts';
import { structure } from '../parameters.ts';
import { type Call, method } from './method.ts';
import { post, sendFields } from './messages.ts';

const MAX_CAPTION_CHARACTERS = 1_024;
/** What bots may download: https://core.telegram.org/bots/api#getfile */
const MAX_DOWNLOAD_BYTES = 20 * 1024 * 1024;

const fileFields = {
  ...sendFields,
  caption: z.string().default(''),
  parse_mode: z.string().optional(),
  caption_entities: structure(z.array(entitySchema).optional()),
};

export const sendDocument = method(
  z.object({ ...fileFields, document: z.string().optional() }),
  async (call, parameters) => {
    const conversation = call.world.openTo(call.bot, parameters.chat_id);
    const caption = readCaption(parameters);
    const document = await takeFile(call, 'document', parameters.document);
    call.takeMessage(call.bot.id, conversation.chat.id);
    return post(call, conversation, parameters, { document, ...caption });
  },
);

/** A photo is kept as it came: nothing here makes it smaller. */
export const sendPhoto = method(
  z.object({ ...fileFields, photo: z.string().optional() }),
  async (call, parameters) => {
    const conversation = call.world.openTo(call.bot, parameters.chat_id);
    const caption = readCaption(parameters);
    const { file_id, file_unique_id, file_size } = await takeFile(call, 'photo', parameters.photo);
    call.takeMessage(call.bot.id, conversation.chat.id);
    const photo = [{ file_id, file_unique_id, file_size, width: 0, height: 0 }];
    return post(call, conversation, parameters, { photo, ...caption });
  },
);

export const getFile = method(z.object({ file_id: z.string() }), async ({ files }, { file_id }) => {
  const content = await files.read(file_id);
  if (content === undefined) throw badRequest('wrong file_id or the file is temporarily unavailable');
  if (content.length > MAX_DOWNLOAD_BYTES) throw badRequest('file is too big');
  return {
    file_id,
    file_unique_id: file_id.slice(0, 8),
    file_size: content.length,
    file_path: `documents/${file_id}`,
  };
});

function readCaption(parameters: {
  readonly caption: string;
  readonly parse_mode?: string | undefined;
  readonly caption_entities?: z.infer<typeof entitySchema>[] | undefined;
}) {
  const { text, entities } = formatText(
    parameters.caption,
    parameters.parse_mode,
    parameters.caption_entities,
  );
  if (text.length > MAX_CAPTION_CHARACTERS) throw badRequest('message caption is too long');
  if (text === '') return {};
  return { caption: text, ...(entities.length === 0 ? {} : { caption_entities: [...entities] }) };
}

/** A new file, by its own part or by `attach://part`; or one that was sent before, by its id. */
async function takeFile(call: Call, field: string, value: string | undefined): Promise<SentFile> {
  const part = value?.startsWith('attach://') === true ? value.slice('attach://'.length) : field;
  const upload = call.uploads.get(part);
  if (upload !== undefined) return keepFile(call, upload);
  if (value === undefined || value === '') throw badRequest(`there is no ${field} in the request`);
  const known = call.world.state.conversations
    .flatMap(({ messages }) => messages)
    .find(({ document }) => document?.file_id === value)?.document;
  if (known !== undefined) return known;
  throw badRequest(
    /^https?:/.test(value)
      ? 'this emulator fetches no files from the network: upload it'
      : 'wrong file identifier/HTTP URL specified',
  );
}

/** @throws BotApiError when there is nothing in it */
export async function keepFile(
  { world, files }: Pick<Call, 'world' | 'files'>,
  { name, mimeType, content }: UploadedFile,
): Promise<SentFile> {
  if (content.length === 0) throw badRequest('file must be non-empty');
  const fileId = world.newFileId();
  await files.write(fileId, content);
  return {
    file_id: fileId,
    file_unique_id: fileId.slice(0, 8),
    file_size: content.length,
    file_name: name === '' ? 'file' : name,
    mime_type: mimeType === '' ? 'application/octet-stream' : mimeType,
  };
}
