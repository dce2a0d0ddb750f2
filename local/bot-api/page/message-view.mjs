import { clock, day, element, fileSize, safeUrl } from './dom.mjs';
import { formattedText } from './formatted-text.mjs';
import { say } from './words.mjs';

/**
 * One message as an element.
 * @param context `personId`, `isGroup`, and what its parts do: `openLink`, `sendCommand`, `tap(message, button, node)`, `copy(text)`, `reply(message)`
 */
export function messageView(message, context) {
  const isMine = message.from.id === context.personId;
  const body = [
    context.isGroup && !isMine ? element('div', { className: 'author' }, message.from.first_name) : undefined,
    message.reply_to_message === undefined
      ? undefined
      : element('div', { className: 'quoted' }, summary(message.reply_to_message)),
    ...media(message),
    message.text === undefined
      ? undefined
      : element('div', { className: 'text' }, ...formattedText(message.text, message.entities, context)),
    message.caption === undefined
      ? undefined
      : element(
          'div',
          { className: 'text' },
          ...formattedText(message.caption, message.caption_entities, context),
        ),
    meta(message, context),
  ];
  return element(
    'article',
    {
      className: `message${isMine ? ' mine' : ''}`,
      'aria-label': `${isMine ? say('You') : message.from.first_name}, ${clock(message.date)}`,
      'data-id': String(message.message_id),
    },
    element('div', { className: 'bubble' }, ...body.filter((part) => part !== undefined)),
    buttons(message, context),
  );
}

export function dayView(seconds) {
  return element('div', { className: 'day' }, day(seconds));
}

export function summary({ text, caption, document, contact }) {
  const [line = ''] = (text ?? caption ?? document?.file_name ?? say(contact ? 'Contact' : 'Photo')).split(
    '\n',
  );
  return line.length > 80 ? `${line.slice(0, 80)}…` : line;
}

function media({ document, photo, contact }) {
  if (photo !== undefined) {
    const source = `/page/files/${photo.at(-1).file_id}?as=image/png`;
    return [
      element(
        'a',
        { href: source, target: '_blank' },
        element('img', { className: 'photo', src: source, alt: say('Photo') }),
      ),
    ];
  }
  if (document !== undefined) {
    const extension = document.file_name.includes('.') ? document.file_name.split('.').at(-1) : '';
    return [
      element(
        'a',
        { className: 'file', href: `/page/files/${document.file_id}`, download: document.file_name },
        element(
          'span',
          { className: 'avatar', 'aria-hidden': 'true' },
          extension.slice(0, 4).toUpperCase() || '…',
        ),
        element(
          'span',
          {},
          element('strong', {}, document.file_name),
          element('span', { className: 'quiet' }, fileSize(document.file_size)),
        ),
      ),
    ];
  }
  if (contact !== undefined)
    return [element('div', {}, element('strong', {}, contact.first_name), ` ${contact.phone_number}`)];
  return [];
}

function meta(message, context) {
  return element(
    'div',
    { className: 'meta' },
    context.isGroup
      ? element('button', { type: 'button', onclick: () => context.reply(message) }, say('reply'))
      : undefined,
    message.edit_date === undefined ? undefined : element('span', {}, say('edited')),
    element('time', { dateTime: new Date(message.date * 1000).toISOString() }, clock(message.date)),
  );
}

function buttons(message, context) {
  const rows = message.reply_markup?.inline_keyboard;
  if (rows === undefined) return undefined;
  return element(
    'div',
    { className: 'buttons' },
    ...rows.map((row) =>
      element(
        'div',
        { className: 'button-row' },
        ...row.map((button) => inlineButton(message, button, context)),
      ),
    ),
  );
}

function inlineButton(message, button, context) {
  if (button.url !== undefined) {
    const url = safeUrl(button.url);
    return element(
      'a',
      {
        href: url?.href ?? '#',
        target: '_blank',
        rel: 'noopener noreferrer',
        title: button.url,
        onclick: (event) => {
          if (url === undefined || context.openLink(url)) event.preventDefault();
        },
      },
      `${button.text} ↗`,
    );
  }
  if (button.copy_text !== undefined)
    return element(
      'button',
      { type: 'button', title: say('Copy'), onclick: () => context.copy(button.copy_text.text) },
      button.text,
    );
  return element(
    'button',
    { type: 'button', onclick: ({ currentTarget }) => context.tap(message, button, currentTarget) },
    button.text,
  );
}
