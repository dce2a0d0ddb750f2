import type { Alarm } from '../alarm.ts';

const quietWithoutCalls = 'no point means no invocation, and most functions run only when there is work';
const quietWhenIdle = 'SQS stops reporting a queue that nothing touches for hours: it is empty';

export const FUNCTION_AND_QUEUE_ALARMS = {
  'function-errors': {
    severity: 'warning',
    title: { en: 'A function fails', ru: 'Функция завершается с ошибкой' },
    meaning: {
      en: 'More than 1 % of its executions in five minutes ended with an error or a time-out.',
      ru: 'За пять минут больше 1 % вызовов кончились ошибкой или тайм-аутом.',
    },
    firstStep: {
      en: 'Read the last errors in the log of the function.',
      ru: 'Прочитайте последние ошибки в журнале функции.',
    },
    source: 'exchange guide: errors < 1 %; FOK guide: many errors is a warning',
    raisedWhen: 'above',
    threshold: 1,
    unit: '%',
    // One period only: an hourly function makes one point, and a second would be an hour later.
    window: { periodMinutes: 5, breaching: 1, of: 1 },
    missingData: 'notBreaching',
    whyMissing: quietWithoutCalls,
  },
  'function-throttled': {
    severity: 'warning',
    title: { en: 'A function is throttled', ru: 'Вызовы функции ограничены' },
    meaning: {
      en: 'Lambda had no free concurrency: events wait and come again, web requests get 503.',
      ru: 'У Lambda не было свободных мест: события повторятся, веб-запросы получат 503.',
    },
    firstStep: {
      en: 'Compare the concurrency of the account with its quota.',
      ru: 'Сравните параллельность аккаунта с квотой.',
    },
    source: 'news guide: quota < 80 %; aws-facts section 3: 1,000 executions an account',
    raisedWhen: 'above',
    threshold: 0,
    unit: 'invocations',
    window: { periodMinutes: 5, breaching: 1, of: 1 },
    missingData: 'notBreaching',
    whyMissing: quietWithoutCalls,
  },
  'function-near-timeout': {
    severity: 'warning',
    title: { en: 'A function comes near its time limit', ru: 'Функция близка к тайм-ауту' },
    meaning: {
      en: 'The slowest 1 % take more than 80 % of the time limit; beyond it they are killed half way.',
      ru: 'Самый медленный 1 % занимает больше 80 % лимита; дальше вызов обрывается.',
    },
    firstStep: {
      en: 'Open a trace of a slow execution in X-Ray and see what it waits for.',
      ru: 'Откройте трассировку медленного вызова в X-Ray: чего он ждёт.',
    },
    source: 'onboarding guide: response time; the guides leave 20 % everywhere',
    raisedWhen: 'above',
    threshold: 80,
    unit: '%',
    window: { periodMinutes: 5, breaching: 1, of: 1 },
    missingData: 'notBreaching',
    whyMissing: quietWithoutCalls,
  },
  'function-events-lost': {
    severity: 'critical',
    title: { en: 'A failed event could not be kept', ru: 'Неудачное событие не удалось сохранить' },
    meaning: {
      en: 'The function failed and Lambda could not write the event to its failures queue: it is lost.',
      ru: 'Функция упала, и Lambda не смогла положить событие в очередь неудач: оно потеряно.',
    },
    firstStep: {
      en: 'Check the right of the role of the function to send to its failures queue.',
      ru: 'Проверьте право роли функции писать в её очередь неудач.',
    },
    source: 'issue: every function has a destination for failures',
    raisedWhen: 'above',
    threshold: 0,
    unit: 'events',
    window: { periodMinutes: 5, breaching: 1, of: 1 },
    missingData: 'notBreaching',
    whyMissing: 'reported only when it happens',
  },
  'schedule-dropped': {
    severity: 'warning',
    title: { en: 'A schedule could not start its function', ru: 'Расписание не запустило функцию' },
    meaning: {
      en: 'EventBridge Scheduler gave an invocation up: a job of that minute or hour did not run.',
      ru: 'EventBridge Scheduler отказался от вызова: задание этой минуты или часа не выполнено.',
    },
    firstStep: {
      en: 'Check the role of the schedule, then run the function once by hand.',
      ru: 'Проверьте роль расписания и запустите функцию вручную.',
    },
    source: 'FOK guide: dashboard of background tasks, failures',
    raisedWhen: 'above',
    threshold: 0,
    unit: 'invocations',
    window: { periodMinutes: 5, breaching: 1, of: 1 },
    missingData: 'notBreaching',
    whyMissing: 'reported only when it happens',
  },
  'queue-deep': {
    severity: 'warning',
    title: { en: 'A queue is deep', ru: 'Очередь растёт' },
    meaning: {
      en: 'More than 1,000 messages wait for five minutes: the readers are slower than the writers.',
      ru: 'Пять минут ждут больше 1 000 сообщений: чтение медленнее записи.',
    },
    firstStep: {
      en: 'See whether the reading function fails, is throttled or is slow.',
      ru: 'Проверьте: функция-читатель падает, ограничена или медленна.',
    },
    source: 'exchange guide: queue depth < 1,000',
    raisedWhen: 'above',
    threshold: 1_000,
    unit: 'messages',
    window: { periodMinutes: 1, breaching: 5, of: 5 },
    missingData: 'notBreaching',
    whyMissing: quietWhenIdle,
  },
  'queue-old': {
    severity: 'warning',
    title: { en: 'A message waits long', ru: 'Сообщение долго ждёт' },
    meaning: {
      en: 'The oldest message has waited for more than five minutes: nobody reads, or it fails each time.',
      ru: 'Старейшее сообщение ждёт дольше пяти минут: его не читают или оно всякий раз падает.',
    },
    firstStep: {
      en: 'Read the log of the reading function; see whether its event source is enabled.',
      ru: 'Прочитайте журнал функции-читателя; проверьте, включён ли источник событий.',
    },
    source: 'exchange guide: queue depth; a queue of one message can be stuck too',
    raisedWhen: 'above',
    threshold: 300,
    unit: 's',
    window: { periodMinutes: 1, breaching: 3, of: 5 },
    missingData: 'notBreaching',
    whyMissing: quietWhenIdle,
  },
  'dead-letters': {
    severity: 'warning',
    title: { en: 'Messages failed for good', ru: 'Есть необработанные сообщения' },
    meaning: {
      en: 'They were tried as often as allowed and wait in the dead-letter queue, 14 days in all.',
      ru: 'Попытки исчерпаны; сообщения лежат в очереди неудач, всего 14 дней.',
    },
    firstStep: {
      en: 'Find the cause in the log of the function, repair it, then redrive.',
      ru: 'Найдите причину в журнале функции, исправьте и верните сообщения.',
    },
    source: 'issue: every queue has a DLQ and an alarm on it',
    raisedWhen: 'above',
    threshold: 0,
    unit: 'messages',
    window: { periodMinutes: 5, breaching: 1, of: 1 },
    missingData: 'notBreaching',
    whyMissing: quietWhenIdle,
  },
  'dead-letters-expiring': {
    severity: 'critical',
    title: { en: 'Failed messages will soon be deleted', ru: 'Необработанные сообщения скоро удалятся' },
    meaning: {
      en: 'The oldest has spent more than half of its 14 days; SQS counts from the first sending.',
      ru: 'Старейшее прожило больше половины из 14 дней; SQS считает с первой отправки.',
    },
    firstStep: {
      en: 'Redrive today, or copy the messages away.',
      ru: 'Верните сообщения сегодня или сохраните копию.',
    },
    source: 'aws-facts section 2: SQS keeps a message 14 days at most',
    raisedWhen: 'above',
    threshold: 7,
    unit: 'days',
    window: { periodMinutes: 60, breaching: 1, of: 1 },
    missingData: 'notBreaching',
    whyMissing: quietWhenIdle,
  },
} as const satisfies Record<string, Alarm>;
