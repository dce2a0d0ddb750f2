import { element, safeUrl } from './dom.mjs';
import { say } from './words.mjs';

const TAGS = {
  bold: 'b',
  italic: 'i',
  underline: 'u',
  strikethrough: 's',
  code: 'code',
  pre: 'pre',
  blockquote: 'blockquote',
  expandable_blockquote: 'blockquote',
};

/**
 * Text and its entities as nodes. Entities nest; they come sorted, the outer ones first.
 * @param handlers `openLink(url)` -> true when the page opens it itself; `sendCommand(text)`
 */
export function formattedText(text, entities = [], handlers) {
  return nodesOf(text, entities, 0, text.length, handlers);
}

function nodesOf(text, entities, begin, end, handlers) {
  const nodes = [];
  let at = begin;
  let index = 0;
  while (index < entities.length) {
    const entity = entities[index];
    const entityEnd = Math.min(end, entity.offset + entity.length);
    index += 1;
    if (entity.offset < at || entityEnd <= entity.offset) continue;
    const inner = [];
    while (index < entities.length && entities[index].offset < entityEnd) {
      inner.push(entities[index]);
      index += 1;
    }
    if (entity.offset > at) nodes.push(text.slice(at, entity.offset));
    const content = nodesOf(text, inner, entity.offset, entityEnd, handlers);
    nodes.push(nodeOf(entity, text.slice(entity.offset, entityEnd), content, handlers));
    at = entityEnd;
  }
  if (at < end) nodes.push(text.slice(at, end));
  return nodes;
}

function nodeOf(entity, text, content, handlers) {
  switch (entity.type) {
    case 'text_link':
      return link(entity.url, content, handlers);
    case 'url':
      return link(text, content, handlers);
    case 'email':
      return link(`mailto:${text}`, content, handlers);
    case 'bot_command':
      return element(
        'button',
        { type: 'button', className: 'link-like', onclick: () => handlers.sendCommand(text) },
        ...content,
      );
    case 'spoiler': {
      const show = ({ currentTarget }) => currentTarget.classList.add('is-shown');
      const onkeydown = (event) => {
        if (event.key === 'Enter') show(event);
      };
      return element(
        'span',
        { className: 'spoiler', tabIndex: 0, role: 'button', title: say('Show'), onclick: show, onkeydown },
        ...content,
      );
    }
    default: {
      const tag = TAGS[entity.type];
      return element(tag ?? 'span', {}, ...content);
    }
  }
}

function link(address, content, handlers) {
  const url = safeUrl(address);
  if (url === undefined) return element('span', {}, ...content);
  return element(
    'a',
    {
      href: url.href,
      target: '_blank',
      rel: 'noopener noreferrer',
      onclick: (event) => {
        if (handlers.openLink(url)) event.preventDefault();
      },
    },
    ...content,
  );
}
