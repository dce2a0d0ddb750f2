import type { FleetOverview } from '../../core/fleet/read-fleet-overview.ts';

/** The same for everybody: both languages in one message. */
export const START_TEXT = [
  'Telefleet: a fleet of trading terminals, watched from here.',
  'Telefleet: парк торговых терминалов под присмотром.',
  '',
  '/status: how the fleet is now / как сейчас парк',
  '/help: what can be asked / что можно спросить',
].join('\n');

export const HELP_TEXT = [
  '/status: terminals registered and online, orders open, age of the newest data',
  '/status: терминалы всего и на связи, открытые ордера, возраст последних данных',
  '',
  'Only the chats of the admins get answers about the fleet; others are told their chat id.',
  'О парке отвечаем только в чатах администраторов; остальным называем id чата.',
].join('\n');

export function refusalText(chatId: number): string {
  return [
    `This chat may not see the fleet yet. Ask an admin to add its id: ${chatId}`,
    `Этому чату парк пока не показывается. Попросите администратора добавить id: ${chatId}`,
  ].join('\n');
}

export function statusText({ terminals, terminalsOnline, ordersOpen, lagMs }: FleetOverview): string {
  return [
    `Terminals / терминалы: ${terminals}`,
    `Online in the last minute / на связи за минуту: ${terminalsOnline}`,
    `Orders open / открытые ордера: ${ordersOpen}`,
    `Newest data / последние данные: ${lagMs === null ? '—' : `${(lagMs / 1000).toFixed(1)} s`}`,
  ].join('\n');
}
