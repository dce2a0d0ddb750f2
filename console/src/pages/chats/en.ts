export const en = {
  title: 'Chats',
  'local.hint': 'This machine’s own Telegram: write to the bots as anybody. Nothing leaves this computer.',
  'local.frame': 'Chats with the bots of this machine',
  'local.open': 'Open in a tab of its own',
  'telegram.title': 'The bots are in Telegram',
  'telegram.text':
    'What this page shows, the bot tells as well: terminals, orders, profit, commands and alerts.',
  'telegram.open': 'Open @{{name}}',
  'telegram.none': 'The bot’s name is not known now. An administrator finds it at @BotFather.',
} as const;
