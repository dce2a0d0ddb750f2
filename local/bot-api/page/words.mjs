/**
 * The page's own words in Russian, by what they are in English. What bots and people write is theirs and stays as it is; so do the emulator's
 * refusals, which are Telegram's.
 */
const RUSSIAN = {
  'Telefleet chats': 'Чаты Telefleet',
  Chats: 'Чаты',
  'Chats of this person': 'Чаты этого человека',
  'You are': 'Вы',
  You: 'Вы',
  Language: 'Язык',
  'Add a person': 'Добавить человека',
  'First name': 'Имя',
  Add: 'Добавить',
  Cancel: 'Отмена',
  Open: 'Открыть',
  't.me link or start payload': 'Ссылка t.me или параметр start',
  'Open a t.me link, or start the open bot with a payload':
    'Открыть ссылку t.me или запустить открытого бота с параметром',
  'No connection to the emulator. Trying again…': 'Нет связи с эмулятором. Пробуем снова…',
  'Back to the chats': 'Назад к чатам',
  'Choose a chat': 'Выберите чат',
  'No messages yet': 'Сообщений ещё нет',
  Blocked: 'Заблокирован',
  Block: 'Заблокировать',
  Unblock: 'Разблокировать',
  Start: 'Начать',
  Messages: 'Сообщения',
  Message: 'Сообщение',
  Send: 'Отправить',
  'Send a file': 'Отправить файл',
  'Drop the file to send it': 'Отпустите файл, чтобы отправить',
  Commands: 'Команды',
  'Buttons of the bot': 'Кнопки бота',
  'Do not reply': 'Не отвечать',
  'Reply to {name}: {text}': 'Ответ для {name}: {text}',
  reply: 'ответить',
  edited: 'изменено',
  Photo: 'Фото',
  Contact: 'Контакт',
  Copy: 'Скопировать',
  Copied: 'Скопировано',
  Show: 'Показать',
  '{count} unread': 'Непрочитанных: {count}',
  '{name} is typing…': '{name} печатает…',
  '{name} is sending something…': '{name} отправляет файл…',
  'Everyone is here. Bots hear commands and answers to them.':
    'Здесь все. Боты слышат команды и ответы на свои сообщения.',
  'What can this bot do?\nPress Start.': 'Что умеет этот бот?\nНажмите «Начать».',
  'There is no bot @{name} here': 'Бота @{name} здесь нет',
  'This is no link to a bot: https://t.me/BOT?start=PAYLOAD':
    'Это не ссылка на бота: https://t.me/BOT?start=PAYLOAD',
};

/** Of the address, as the console gives it; else the browser's. */
export const language = readLanguage();
document.documentElement.lang = language;

export function readLanguage() {
  const asked = new URLSearchParams(location.hash.slice(1)).get('lang');
  return (asked ?? navigator.language).startsWith('ru') ? 'ru' : 'en';
}

/** A phrase in the page's language. @param values for what stands in braces */
export function say(phrase, values = {}) {
  const words = language === 'ru' ? (RUSSIAN[phrase] ?? phrase) : phrase;
  return words.replaceAll(/\{(\w+)\}/g, (_, name) => values[name] ?? '');
}

/** What index.html says. To be called before anything else is on the page. */
export function translatePage() {
  if (language === 'en') return;
  document.title = say(document.title);
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const { currentNode } = texts;
    const phrase = currentNode.data.trim();
    if (phrase in RUSSIAN) currentNode.data = currentNode.data.replace(phrase, say(phrase));
  }
  for (const name of ['aria-label', 'title', 'placeholder'])
    for (const node of document.querySelectorAll(`[${name}]`))
      node.setAttribute(name, say(node.getAttribute(name)));
}
