import { Composer } from './composer.mjs';
import { byId, clock, element, initials } from './dom.mjs';
import { fillLanguages } from './languages.mjs';
import { dayView, messageView } from './message-view.mjs';
import { showAlert, toast } from './notices.mjs';
import { place, readPlace, writePlace } from './place.mjs';
import { Taps } from './taps.mjs';
import { act, getJson, listen, uploadFile } from './server.mjs';
import { language, readLanguage, say, translatePage } from './words.mjs';

translatePage();

const ACTION_SHOWN_MS = 5_000;
const OVERVIEW_DELAY_MS = 100;

let overview = { persons: [], chats: [] };
/** Of the open chat, by id, in the order of the chat. */
let messages = new Map();
let actionTimer;
let overviewTimer;

const composer = new Composer({
  say: (text, replyTo) =>
    attempt(() => act('say', { ...inChat(), text, ...(replyTo === undefined ? {} : { replyTo }) })),
  sendFile: (file) => attempt(() => uploadFile(place.person, place.chat, file)),
  shareContact: () => attempt(() => act('contact', inChat())),
});

const taps = new Taps(openLink);

const context = {
  openLink,
  sendCommand: (text) => void attempt(() => act('say', { ...inChat(), text })),
  tap: (message, button, node) =>
    void taps.begin(node, () =>
      act('tap', { ...inChat(), messageId: message.message_id, data: button.callback_data }),
    ),
  copy: (text) => void copy(text),
  reply: (message) => composer.reply(message),
};

function inChat() {
  return { person: place.person, chat: place.chat };
}

/** @returns whether it worked; if not, the reason is shown */
async function attempt(work) {
  try {
    await work();
    return true;
  } catch (error) {
    toast(error.message);
    return false;
  }
}

/* Where we are */

const currentChat = () => overview.chats.find(({ id }) => id === place.chat);

async function openChat(id) {
  place.chat = id;
  writePlace();
  messages = new Map();
  await refreshOverview();
  await refreshMessages();
  if (id !== undefined) composer.begin();
}

async function refreshOverview() {
  overview = await getJson('overview', { person: place.person });
  place.person = overview.personId;
  if (place.chat !== undefined && currentChat() === undefined) place.chat = undefined;
  writePlace();
  renderSidebar();
  renderChat();
}

/** Several things change at once: asked for once, a moment later. */
function refreshOverviewSoon() {
  overviewTimer ??= setTimeout(() => {
    overviewTimer = undefined;
    void attempt(refreshOverview);
  }, OVERVIEW_DELAY_MS);
}

async function refreshMessages() {
  const { chat } = place;
  if (chat === undefined) return;
  const found = await getJson('messages', inChat());
  if (place.chat !== chat) return;
  messages = new Map(found.messages.map((message) => [message.message_id, message]));
  renderMessages();
  markRead();
}

function markRead() {
  const last = [...messages.keys()].at(-1);
  if (last === undefined || document.hidden || place.chat === undefined) return;
  void act('read', { ...inChat(), messageId: last }).then(refreshOverviewSoon, () => undefined);
}

/* What is shown */

function renderSidebar() {
  const { persons, chats } = overview;
  const person = persons.find(({ id }) => id === place.person);
  byId('person').replaceChildren(
    ...persons.map(({ id, firstName }) =>
      element('option', { value: String(id), selected: id === place.person }, firstName),
    ),
  );
  byId('person-avatar').textContent = initials(person.firstName);
  fillLanguages(byId('language'), person.languageCode);
  const focused = document.activeElement?.closest('#chats button')?.dataset.id;
  byId('chats').replaceChildren(...chats.map((chat) => element('li', {}, chatEntry(chat))));
  if (focused !== undefined)
    byId('chats')
      .querySelector(`[data-id="${CSS.escape(focused)}"]`)
      ?.focus();
  const unread = chats.reduce((sum, chat) => sum + chat.unread, 0);
  document.title = unread === 0 ? say('Telefleet chats') : `(${unread}) ${say('Telefleet chats')}`;
}

function chatEntry({ id, title, last, unread, isBlocked }) {
  const isOpen = id === place.chat;
  const node = element(
    'button',
    { type: 'button', 'aria-current': String(isOpen), onclick: () => void attempt(() => openChat(id)) },
    element('span', { className: 'avatar', 'aria-hidden': 'true' }, initials(title)),
    element('span', { className: 'name' }, title),
    element('span', { className: 'quiet' }, last === undefined ? '' : clock(last.date)),
    element(
      'span',
      { className: 'quiet last' },
      isBlocked ? say('Blocked') : (last?.text ?? say('No messages yet')),
    ),
    unread > 0 && !isOpen
      ? element(
          'span',
          { className: 'unread', 'aria-label': say('{count} unread', { count: unread }) },
          String(unread),
        )
      : element('span'),
  );
  node.dataset.id = id;
  return node;
}

function renderChat() {
  const chat = currentChat();
  byId('chat').hidden = chat === undefined;
  byId('no-chat').hidden = chat !== undefined;
  if (chat === undefined) return;
  byId('chat-avatar').textContent = initials(chat.title);
  byId('chat-title').textContent = chat.title;
  byId('chat-subtitle').textContent = chat.isGroup ? chat.subtitle : `@${chat.username}`;
  byId('block').hidden = chat.isGroup || (chat.last === undefined && !chat.isBlocked);
  byId('block').textContent = say(chat.isBlocked ? 'Unblock' : 'Block');
  byId('trouble').hidden = chat.trouble === undefined;
  byId('trouble').textContent = chat.trouble ?? '';
  const mustStart = !chat.isGroup && chat.last === undefined;
  byId('start-bar').hidden = !mustStart && !chat.isBlocked;
  byId('start').textContent = say(chat.isBlocked ? 'Unblock' : 'Start');
  byId('composer').hidden = mustStart || chat.isBlocked;
  composer.show(chat);
}

function renderMessages() {
  const chat = currentChat();
  const list = byId('messages');
  // Not announced one by one: the whole chat was opened.
  list.setAttribute('aria-live', 'off');
  const nodes = [];
  let before;
  for (const message of messages.values()) {
    if (isNewDay(before, message)) nodes.push(dayView(message.date));
    nodes.push(view(message));
    before = message;
  }
  const hint =
    chat?.description ??
    (chat?.isGroup
      ? say('Everyone is here. Bots hear commands and answers to them.')
      : say('What can this bot do?\nPress Start.'));
  list.replaceChildren(...(nodes.length === 0 ? [element('p', { className: 'empty' }, hint)] : nodes));
  list.scrollTop = list.scrollHeight;
  requestAnimationFrame(() => list.setAttribute('aria-live', 'polite'));
}

function isNewDay(before, message) {
  const dayOf = ({ date }) => new Date(date * 1000).toDateString();
  return before === undefined || dayOf(before) !== dayOf(message);
}

function view(message) {
  return messageView(message, {
    ...context,
    personId: place.person,
    isGroup: currentChat()?.isGroup ?? false,
  });
}

function nodeOf(messageId) {
  return byId('messages').querySelector(`[data-id="${messageId}"]`);
}

/* What happens */

function take(event) {
  switch (event.type) {
    case 'message':
      takeMessage(event);
      break;
    case 'edited':
      takeEdit(event);
      break;
    case 'deleted':
      if (event.chat === currentChat()?.key && messages.delete(event.messageId))
        nodeOf(event.messageId)?.remove();
      refreshOverviewSoon();
      break;
    case 'answer':
      taps.take(event);
      break;
    case 'action':
      if (event.chat === currentChat()?.key) showAction(describeAction(event));
      break;
    default:
      refreshOverviewSoon();
  }
}

function takeMessage({ chat, message }) {
  refreshOverviewSoon();
  if (chat !== currentChat()?.key) return;
  const list = byId('messages');
  if (messages.size === 0) list.replaceChildren();
  const before = [...messages.values()].at(-1);
  messages.set(message.message_id, message);
  const mine = message.from.id === place.person;
  const isAtEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 120;
  if (isNewDay(before, message)) list.append(dayView(message.date));
  const node = view(message);
  node.classList.add('is-new');
  list.append(node);
  if (mine || isAtEnd) list.scrollTop = list.scrollHeight;
  if (message.from.is_bot) showAction('');
  markRead();
}

function takeEdit({ chat, message }) {
  refreshOverviewSoon();
  if (chat !== currentChat()?.key || !messages.has(message.message_id)) return;
  messages.set(message.message_id, message);
  const list = byId('messages');
  const isAtEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 120;
  const old = nodeOf(message.message_id);
  const hadFocus = old?.contains(document.activeElement) ?? false;
  const node = view(message);
  node.classList.add('is-changed');
  old?.replaceWith(node);
  // The tapped button is gone; the keyboard goes on with the first of the new ones.
  if (hadFocus) node.querySelector('.button-row button, .button-row a')?.focus({ preventScroll: true });
  if (isAtEnd) list.scrollTop = list.scrollHeight;
}

function describeAction({ name, action }) {
  return say(action === 'typing' ? '{name} is typing…' : '{name} is sending something…', { name });
}

function showAction(text) {
  clearTimeout(actionTimer);
  byId('action').textContent = text;
  if (text !== '') actionTimer = setTimeout(() => showAction(''), ACTION_SHOWN_MS);
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    toast(say('Copied'));
  } catch {
    showAlert(text);
  }
}

/* Links to bots open here, all others in a tab of their own. */

/** @returns whether it was a link to one of the bots */
function openLink(url) {
  if (!['t.me', 'telegram.me'].includes(url.hostname)) return false;
  const name = url.pathname.slice(1).toLowerCase();
  const chat = overview.chats.find(({ username }) => username?.toLowerCase() === name);
  if (chat === undefined) {
    toast(say('There is no bot @{name} here', { name }));
    return true;
  }
  const payload = url.searchParams.get('start');
  void attempt(async () => {
    await openChat(chat.id);
    if (payload !== null) await act('say', { ...inChat(), text: `/start ${payload}`.trim() });
  });
  return true;
}

function openWritten(text) {
  const trimmed = text.trim();
  if (trimmed === '') return;
  // A payload alone goes to the open bot.
  const chat = currentChat();
  if (/^[\w-]{1,64}$/.test(trimmed) && chat?.username !== undefined) {
    void attempt(() => act('say', { ...inChat(), text: `/start ${trimmed}` }));
    return;
  }
  const url = URL.parse(/^https?:/.test(trimmed) ? trimmed : `https://${trimmed}`);
  if (url === null || !openLink(url)) toast(say('This is no link to a bot: https://t.me/BOT?start=PAYLOAD'));
}

/* Persons */

byId('person').addEventListener('change', ({ target }) => {
  place.person = Number(target.value);
  void attempt(() => openChat(place.chat));
});
byId('language').addEventListener('change', ({ target }) => {
  void attempt(() => act('language', { person: place.person, languageCode: target.value }));
});
byId('add-person').addEventListener('click', () => {
  fillLanguages(byId('person-language'), 'en');
  byId('person-name').value = '';
  byId('person-dialog').showModal();
});
byId('person-cancel').addEventListener('click', () => byId('person-dialog').close());
byId('person-form').addEventListener('submit', () => {
  const body = { firstName: byId('person-name').value, languageCode: byId('person-language').value };
  void attempt(async () => {
    const { id } = await act('persons', body);
    place.person = id;
    await openChat(place.chat);
  });
});

byId('start').addEventListener('click', () => {
  const chat = currentChat();
  void attempt(async () => {
    if (chat.isBlocked) await act('block', { ...inChat(), isBlocked: false });
    else await act('say', { ...inChat(), text: '/start' });
    composer.begin();
  });
});
byId('block').addEventListener('click', () => {
  void attempt(() => act('block', { ...inChat(), isBlocked: !currentChat().isBlocked }));
});
byId('back').addEventListener('click', () => void attempt(() => openChat(undefined)));
byId('link-form').addEventListener('submit', (event) => {
  event.preventDefault();
  openWritten(byId('link').value);
  byId('link').value = '';
});
document.addEventListener('visibilitychange', markRead);
addEventListener('hashchange', () => {
  // The console has changed its language: everything is said anew.
  if (readLanguage() !== language) {
    location.reload();
    return;
  }
  const { person, chat } = readPlace();
  place.person = person;
  void attempt(() => openChat(chat));
});

listen(
  take,
  () => {
    byId('connection').hidden = true;
    // On a wide page there is room for a chat from the beginning.
    void attempt(async () => {
      await refreshOverview();
      const isWide = matchMedia('(width > 760px)').matches;
      await openChat(place.chat ?? (isWide ? overview.chats[0]?.id : undefined));
    });
  },
  () => (byId('connection').hidden = false),
);
