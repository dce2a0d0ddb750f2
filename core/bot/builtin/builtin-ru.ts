import type { RussianCatalogue } from '../../i18n/catalogue.ts';
import type { builtinEn } from './builtin-en.ts';

export const builtinRu: RussianCatalogue<typeof builtinEn> = {
  // Commands
  'command.settings': 'язык, часовой пояс, мои данные',
  'command.feedback': 'написать авторам бота',

  // Buttons
  'button.back': '‹ Назад',
  'button.first': '« В начало',
  'button.timeZone': '🕒 Часовой пояс',
  'button.myData': '🗂 Мои данные',
  'button.feedback': '✉️ Отзыв',
  'button.admin': '🛠 Администрирование',
  'button.export': '⬇️ Получить копию',
  'button.acts': '📜 Что я делал',
  'button.erase': '🗑 Удалить',
  'button.eraseForGood': 'Да, удалить навсегда',
  'button.settings': '⚙️ Настройки',
  'button.answer': '✍️ Ответить',
  'button.close': '✅ Закрыть без ответа',
  'button.unblock': 'Разблокировать: {{name}}',
  'button.openFeedback': '✉️ Отзывы ({{count}})',
  'button.blocked': '⛔ Заблокированные ({{count}})',
  'button.audit': '📜 Журнал',
  'button.refresh': '🔄 Обновить',

  // Settings
  'settings.title': 'Настройки',
  'settings.language': 'Язык: <b>{{name}}</b>',
  'settings.languageName': 'русский',
  'settings.timeZone': 'Часовой пояс: <b>{{zone}}</b>, там сейчас {{time}}',
  'settings.noTimeZone': 'Часовой пояс не выбран. Время показано по UTC, там сейчас {{time}}.',
  'settings.languageChanged': 'Теперь говорю по-русски.',

  // Time zone
  'zone.ask':
    'В каком вы городе? Напишите название, например <i>Москва</i>, или разницу с UTC, например <i>+3</i>.',
  'zone.label': 'Город',
  'zone.unknown':
    'Не знаю такого места. Напишите ближайший крупный город по-русски или по-английски либо разницу с UTC, например <i>+5:30</i>.',
  'zone.choose': 'Какой из них? Рядом с каждым показано, сколько там сейчас времени.',
  'zone.saved': 'Сохранено: {{zone}}. На ваших часах {{time}}, верно? Если нет, выберите ещё раз.',

  // My data
  'data.title': 'Мои данные',
  'data.text':
    'Копия — это файл со всем, что хранят о вас этот бот и его платформа.\n\nУдаление стирает всё это навсегда. Остаётся только журнал действий, в котором вы — номер.',
  'data.caption': 'Всё, что здесь о вас хранится на этот момент.',
  'data.eraseTitle': 'Удалить всё о вас?',
  'data.eraseText':
    'Будут удалены профиль, настройки, отзывы, неотправленные сообщения и то, что вы храните в этом боте. <b>Отменить это нельзя.</b>\n\nЕсли что-то нужно сохранить, сначала получите копию.',
  'data.erased': 'Всё о вас удалено. Если напишете снова, начнём сначала: /start',
  'data.notErased': 'Ничего не удалено.',
  'acts.title': 'Что вы делали',
  'acts.none': 'Пока ничего. Здесь видны действия, которые меняют что-то важное для других.',

  // Feedback
  'feedback.ask':
    'Что нам стоит знать? Похвала, ошибка, пожелание: напишите одним сообщением, от 10 до 1000 символов. Мы читаем всё.',
  'feedback.label': 'Сообщение',
  'feedback.thanks': 'Спасибо, сообщение дошло. Если мы ответим, ответ придёт сюда.',
  'feedback.answered': '<b>Ответ на ваше сообщение</b>\n<blockquote>{{question}}</blockquote>\n{{answer}}',
  'feedback.new': '<b>Отзыв</b> от {{name}}, бот {{bot}}\n\n{{text}}',
  'feedback.anonymous': 'кто-то, чьи данные удалены',

  // Administration
  'admin.title': 'Администрирование: {{bot}}',
  'admin.people': 'Людей: <b>{{people}}</b>, новых за 7 дней: {{fresh}}',
  'admin.active': 'Активны сегодня: <b>{{day}}</b>, за 7 дней: {{week}}',
  'admin.away': 'Заблокированы здесь: {{blocked}}, недоступны: {{unreachable}}',
  'admin.messages': 'Сообщений в очереди: {{pending}}, не отправлено за 7 дней: {{failed}}',
  'admin.feedbackTitle': 'Открытые отзывы',
  'admin.feedbackNone': 'Открытых отзывов нет. На всё отвечено.',
  'admin.feedbackGone': 'Этого отзыва больше нет.',
  'admin.feedbackClosed': 'Уже отвечено или закрыто.',
  'admin.answerAsk': 'Ваш ответ, получит {{name}}:\n<blockquote>{{question}}</blockquote>',
  'admin.answerLabel': 'Ответ',
  'admin.answerSent': 'Ответ отправляется.',
  'admin.answerUnreachable':
    'Ответ сохранён, но {{name}} заблокировал бота или удалился: Telegram вряд ли его доставит.',
  'admin.answerNobody': 'Отвечать некому: человек удалил свои данные.',
  'admin.closed': 'Закрыто без ответа.',
  'admin.blockedTitle': 'Заблокированные',
  'admin.blockedNone': 'Никто не заблокирован.',
  'admin.blockUsage':
    'Напишите кого: <code>/block 12345</code> или <code>/block @name</code>. Человек должен был пользоваться этим ботом.',
  'admin.personUnknown': 'Таких у этого бота не было: {{who}}',
  'admin.blockDone': 'Заблокировано: {{name}}. Бот больше не отвечает этому человеку.',
  'admin.unblockDone': 'Разблокировано: {{name}}.',
  'admin.blockBefore': 'Уже заблокировано: {{name}}.',
  'admin.unblockBefore': 'Блокировки не было: {{name}}.',
  'admin.blockAdmin': 'Администраторов блокировать нельзя.',
  'admin.auditTitle': 'Кто что делал',
  'admin.auditNone': 'Пока ничего.',
};
