/** What the API tells of an act, as far as its sentence needs it. */
export interface AuditAct {
  readonly action: string;
  readonly subject: Readonly<Record<string, unknown>>;
}

/** Acts that have a sentence, each with the text that tells it. The first word of the action is what it is about. */
export const ACT_TEXTS = {
  'terminal.add': 'act.terminal.add',
  'terminal.change': 'act.terminal.change',
  'terminal.pause': 'act.terminal.pause',
  'terminal.resume': 'act.terminal.resume',
  'terminal.remove': 'act.terminal.remove',
  'terminal.undo-remove': 'act.terminal.undoRemove',
  'terminal.import': 'act.terminal.import',
  'terminal.export': 'act.terminal.export',
  'terminal.label': 'act.terminal.labels',
  'group.rename': 'act.group.rename',
  'tag.rename': 'act.tag.rename',
  'group.remove': 'act.group.remove',
  'tag.remove': 'act.tag.remove',
  'fleet.invite': 'act.fleet.invite',
  'fleet.withdraw-invites': 'act.fleet.withdraw',
  'fleet.join': 'act.fleet.join',
  'fleet.change-role': 'act.fleet.role',
  'fleet.remove-member': 'act.fleet.removeMember',
  'fleet.leave': 'act.fleet.leave',
  'fleet.give': 'act.fleet.give',
  'fleet.rename': 'act.fleet.rename',
  command: 'act.command',
  'api.sign-in': 'act.signIn',
  'api.sign-out': 'act.signOut',
  'api.end-session': 'act.endSession',
  'api.end-other-sessions': 'act.endSessions',
  'api.refresh-replayed': 'act.replayed',
  'api.make-key': 'act.keyAdd',
  'api.delete-key': 'act.keyRemove',
  'preset.add': 'act.preset.add',
  'preset.change': 'act.preset.change',
  'preset.remove': 'act.preset.remove',
  'queue.redrive': 'act.queue.redrive',
  'dead-letters.redrive': 'act.letters.redrive',
  'dead-letters.discard': 'act.letters.discard',
  'person.export': 'act.person.export',
  'person.erase': 'act.person.erase',
  'person.block': 'act.person.block',
  'person.unblock': 'act.person.unblock',
  'feedback.answer': 'act.feedback.answer',
  'feedback.close': 'act.feedback.close',
} as const;
export type ActText = (typeof ACT_TEXTS)[keyof typeof ACT_TEXTS] | 'act.other';

const KNOWN: ReadonlyMap<string, ActText> = new Map(Object.entries(ACT_TEXTS));

export interface ActSentence {
  readonly text: ActText;
  readonly values: Readonly<Record<string, string>>;
  /** What became of a command, by state. */
  readonly counts: readonly (readonly [state: CountedState, count: number])[];
  /** What the sentence does not say. */
  readonly rest: string;
}

const COUNTED_STATES = ['answered', 'refused', 'timed-out', 'not-sent'] as const;
export type CountedState = (typeof COUNTED_STATES)[number];

/** Values that sentences name. What an older row does not have is a dash, never a hole. */
const NAMED = [
  'name',
  'newName',
  'host',
  'port',
  'terminalId',
  'fields',
  'added',
  'changed',
  'role',
  'member',
  'command',
  'target',
  'userId',
  'feedbackId',
  'count',
  'terminals',
  'queue',
  'how',
] as const;

/** Of these values a sentence is made and nothing is left over. */
const TOLD: ReadonlySet<string> = new Set([...NAMED, 'runId', 'bot', 'key', 'session']);

export function describeAct({ action, subject }: AuditAct): ActSentence {
  const text = KNOWN.get(action) ?? 'act.other';
  const values = Object.fromEntries(NAMED.map((name) => [name, textOf(subject[name]) || '—']));
  const counts = COUNTED_STATES.flatMap((state): [CountedState, number][] => {
    const count = subject[state];
    return text === 'act.command' && typeof count === 'number' ? [[state, count]] : [];
  });
  const isTold = (name: string): boolean =>
    text !== 'act.other' && (TOLD.has(name) || counts.some(([state]) => state === name));
  return {
    text,
    values: { ...values, action },
    counts,
    rest: Object.entries(subject)
      .filter(([name]) => !isTold(name))
      .map(([name, value]) => `${name}: ${textOf(value)}`)
      .join(', '),
  };
}

function textOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' || typeof value === 'number' ? String(value) : JSON.stringify(value);
}
