import type { Alarm } from '../alarm.ts';

export const LIVE_ALARMS = {
  'live-behind': {
    severity: 'warning',
    title: { en: 'The live page is late', ru: 'Живая страница отстаёт' },
    meaning: {
      en: 'One of twenty changes takes more than 5 s from the commit to the connections.',
      ru: 'Одно из двадцати изменений идёт от записи до подключений дольше 5 с.',
    },
    firstStep: {
      en: 'Compare connections and frames with the day before; look for failed posts in the log of push-live.',
      ru: 'Сравните подключения и кадры со вчерашними; поищите неудачные отправки в журнале push-live.',
    },
    source: 'issue: batches of at most 50 messages or 100 ms; terminals tell their balance each 5 s',
    raisedWhen: 'above',
    threshold: 5_000,
    unit: 'ms',
    window: { periodMinutes: 1, breaching: 3, of: 5 },
    missingData: 'notBreaching',
    whyMissing: 'nobody watches: there is nothing to be late with',
  },
  'live-unread': {
    severity: 'warning',
    title: { en: 'Nobody reads the live news', ru: 'Новости живой страницы никто не читает' },
    meaning: {
      en: 'Messages for the live connections wait for more than 30 s; after 60 s SQS throws them away.',
      ru: 'Сообщения для живых подключений ждут дольше 30 с; через 60 с SQS их выбросит.',
    },
    firstStep: {
      en: 'Read the log of push-live: it is not started, or fails.',
      ru: 'Прочитайте журнал push-live: функция не запускается или падает.',
    },
    source: 'queue changes: retention 60 s, read within 0.1 s while anybody watches',
    raisedWhen: 'above',
    threshold: 30,
    unit: 's',
    window: { periodMinutes: 1, breaching: 3, of: 5 },
    missingData: 'notBreaching',
    whyMissing: 'SQS stops reporting a queue that nothing touches for hours: nobody watches',
  },
  'live-posts-failing': {
    severity: 'warning',
    title: { en: 'Live connections cannot be reached', ru: 'Живые подключения недоступны' },
    meaning: {
      en: 'API Gateway refuses more than 20 % of what push-live posts; connections that hear nothing for a minute are closed.',
      ru: 'API Gateway отклоняет больше 20 % того, что отправляет push-live; подключения, до которых минуту не дойти, закрываются.',
    },
    firstStep: {
      en: 'See whether API Gateway throttles the account, and whether it reports a disturbance.',
      ru: 'Проверьте, не ограничивает ли API Gateway аккаунт и не сообщает ли он о сбое.',
    },
    source: 'issue: slow consumers get the newest state; a frame that fails is tried again for a minute',
    raisedWhen: 'above',
    threshold: 20,
    unit: '%',
    window: { periodMinutes: 1, breaching: 3, of: 5 },
    missingData: 'notBreaching',
    whyMissing: 'nobody watches: nothing is posted',
  },
} as const satisfies Record<string, Alarm>;
