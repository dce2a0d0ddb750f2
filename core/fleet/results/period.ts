export const PERIODS = ['today', 'week', 'month'] as const;
/** Since the beginning of the day, of the week (Monday) or of the month, as the person's calendar has it. */
export type Period = (typeof PERIODS)[number];

/** PostgreSQL's own words. */
const STEPS: Readonly<Record<Period, string>> = { today: 'day', week: 'week', month: 'month' };

/**
 * SQL of the moment at which a period began: PostgreSQL's calendar knows the change to summer time.
 * @param zone number of the parameter with the IANA name of the time zone
 * @param now number of the parameter with the present
 */
export function beginningOf(period: Period, zone: number, now: number): string {
  return `date_trunc('${STEPS[period]}', $${now}::timestamptz at time zone $${zone}) at time zone $${zone}`;
}
