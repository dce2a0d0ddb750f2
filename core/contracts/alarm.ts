/**
 * The rule of severity.
 *
 * `critical`, 🔴: data is being lost or people cannot be served, now or as the very next thing that happens, and hands are needed.
 * `warning`, 🟡: a bound comes near, service is worse than promised, or a guard is away; it can wait until morning.
 *
 * Where a guide says otherwise (the FOK guide calls a lost Redis critical), the rule wins, and the entry's source says so.
 */
export type Severity = 'critical' | 'warning';

export interface Bilingual {
  readonly en: string;
  readonly ru: string;
}

export interface Alarm {
  readonly severity: Severity;
  readonly title: Bilingual;
  readonly meaning: Bilingual;
  /** The first thing to do; the runbook has the rest. */
  readonly firstStep: Bilingual;
  /** Which guide or fact names the threshold. */
  readonly source: string;
  /** The alarm is raised when the value is this side of the threshold. */
  readonly raisedWhen: 'above' | 'below';
  readonly threshold: number;
  /** Of the threshold and of the value. */
  readonly unit: string;
  /** Raised when `breaching` of the last `of` periods of so many minutes are beyond the threshold. */
  readonly window: { readonly periodMinutes: number; readonly breaching: number; readonly of: number };
  readonly missingData: 'breaching' | 'notBreaching';
  readonly whyMissing: string;
}

/** `unknown`: CloudWatch has too little data. */
export const ALARM_STATES = ['alarm', 'ok', 'unknown'] as const;

/** As CloudWatch last told it. */
export interface AlarmState {
  /** CloudWatch's, such as `telefleet-small-ingest-down`. */
  readonly name: string;
  readonly region: string;
  readonly state: (typeof ALARM_STATES)[number];
  readonly since: Date;
  /** CloudWatch's sentence, in English. */
  readonly reason: string;
}
