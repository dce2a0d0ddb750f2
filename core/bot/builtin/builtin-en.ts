/** Words of what every bot has: settings, feedback, and the admins' side of both. */
export const builtinEn = {
  // Commands
  'command.settings': 'language, time zone, my data',
  'command.feedback': 'write to the people behind this bot',

  // Buttons
  'button.back': '‹ Back',
  'button.first': '« First page',
  'button.timeZone': '🕒 Time zone',
  'button.myData': '🗂 My data',
  'button.feedback': '✉️ Feedback',
  'button.admin': '🛠 Administration',
  'button.export': '⬇️ Get a copy',
  'button.acts': '📜 What I did',
  'button.erase': '🗑 Erase',
  'button.eraseForGood': 'Yes, erase for good',
  'button.settings': '⚙️ Settings',
  'button.answer': '✍️ Answer',
  'button.close': '✅ Done without an answer',
  'button.unblock': 'Unblock {{name}}',
  'button.openFeedback': '✉️ Feedback ({{count}})',
  'button.blocked': '⛔ Blocked ({{count}})',
  'button.audit': '📜 Audit',
  'button.refresh': '🔄 Refresh',

  // Settings
  'settings.title': 'Settings',
  'settings.language': 'Language: <b>{{name}}</b>',
  'settings.languageName': 'English',
  'settings.timeZone': 'Time zone: <b>{{zone}}</b>, it is {{time}} there now',
  'settings.noTimeZone': 'Time zone: not chosen. Times are in UTC, where it is {{time}} now.',
  'settings.languageChanged': 'I speak English now.',

  // Time zone
  'zone.ask':
    'Which city are you in? Write its name, such as <i>Berlin</i>, or the difference to UTC, such as <i>+3</i>.',
  'zone.label': 'City',
  'zone.unknown':
    'I do not know this place. Write the nearest large city, in English or Russian, or the difference to UTC, such as <i>+5:30</i>.',
  'zone.choose': 'Which one? The clock beside each shows the time there now.',
  'zone.saved': 'Saved: {{zone}}. Your clock shows {{time}}, doesn’t it? If not, choose again.',

  // My data
  'data.title': 'My data',
  'data.text':
    'A copy is a file with everything that this bot and its platform keep about you.\n\nErasing deletes it for good. Only the record of who did what stays, in which you are a number.',
  'data.caption': 'Everything that is kept about you here, as of now.',
  'data.eraseTitle': 'Erase everything about you?',
  'data.eraseText':
    'Your profile, settings, feedback, messages that wait, and what you keep in this bot will be deleted. <b>It cannot be undone.</b>\n\nIf you want to keep something, get a copy first.',
  'data.erased': 'Everything about you is erased. When you write again, we begin anew: /start',
  'data.notErased': 'Nothing was erased.',
  'acts.title': 'What you did',
  'acts.none': 'Nothing yet. Acts that change something important for others are listed here.',

  // Feedback
  'feedback.ask':
    'What should we know? Praise, a fault, a wish: write it in one message, 10 to 1,000 characters. We read everything.',
  'feedback.label': 'Message',
  'feedback.thanks': 'Thank you, it has arrived. If we answer, you will read it here.',
  'feedback.answered': '<b>An answer to your message</b>\n<blockquote>{{question}}</blockquote>\n{{answer}}',
  'feedback.new': '<b>Feedback</b> from {{name}} at the bot {{bot}}\n\n{{text}}',
  'feedback.anonymous': 'somebody whose data is erased',

  // Administration
  'admin.title': 'Administration of {{bot}}',
  'admin.people': 'People: <b>{{people}}</b>, new in 7 days: {{fresh}}',
  'admin.active': 'Active today: <b>{{day}}</b>, in 7 days: {{week}}',
  'admin.away': 'Blocked here: {{blocked}}, cannot be reached: {{unreachable}}',
  'admin.messages': 'Messages waiting: {{pending}}, failed in 7 days: {{failed}}',
  'admin.feedbackTitle': 'Open feedback',
  'admin.feedbackNone': 'No open feedback. Everything is answered.',
  'admin.feedbackGone': 'This feedback is not there any more.',
  'admin.feedbackClosed': 'Answered or closed already.',
  'admin.answerAsk': 'Your answer to {{name}}:\n<blockquote>{{question}}</blockquote>',
  'admin.answerLabel': 'Answer',
  'admin.answerSent': 'The answer is on its way.',
  'admin.answerUnreachable':
    'The answer is kept, but {{name}} has blocked the bot or is gone: Telegram will hardly deliver it.',
  'admin.answerNobody': 'There is nobody to answer: the person has erased their data.',
  'admin.closed': 'Closed without an answer.',
  'admin.blockedTitle': 'Blocked people',
  'admin.blockedNone': 'Nobody is blocked.',
  'admin.blockUsage':
    'Write whom: <code>/block 12345</code> or <code>/block @name</code>. The person must have used this bot.',
  'admin.personUnknown': 'Nobody like that has used this bot: {{who}}',
  'admin.blockDone': '{{name}} is blocked: the bot does not answer them any more.',
  'admin.unblockDone': '{{name}} is not blocked any more.',
  'admin.blockBefore': '{{name}} is blocked already.',
  'admin.unblockBefore': '{{name}} was not blocked.',
  'admin.blockAdmin': 'Administrators cannot be blocked.',
  'admin.auditTitle': 'Who did what',
  'admin.auditNone': 'Nothing yet.',
} as const;
