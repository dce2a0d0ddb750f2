import { canonicalHost } from '../terminal-address.ts';
import { checkHosts, type HostProblem, type HostRules } from './check-host.ts';
import type { ImportPlan } from './import-terminals.ts';
import type { LineProblem, TerminalLine, TerminalsCsv } from './read-terminals-csv.ts';

/** More in one list is a fleet of several lists. */
export const MAX_IMPORTED = 5_000;

export interface HostLineProblem {
  readonly line: number;
  readonly problem: { readonly kind: 'host'; readonly host: string; readonly is: HostProblem };
}

/** A list of terminals as it was understood: the good lines wait under the plan's id. */
export interface ListPlan extends ImportPlan {
  readonly problems: readonly (LineProblem | HostLineProblem)[];
}

/** Leaves out what leads where no terminal may be, and keeps the rest. @param plan as `planImport` */
export async function planList(
  { lines, problems }: TerminalsCsv,
  hosts: HostRules,
  plan: (lines: readonly TerminalLine[]) => Promise<ImportPlan>,
): Promise<ListPlan> {
  const wrong = await checkHosts(
    lines.map(({ host }) => host),
    hosts,
  );
  const hostProblems = lines.flatMap(({ line, host }): HostLineProblem[] => {
    const problem = wrong.get(canonicalHost(host));
    return problem === undefined ? [] : [{ line, problem: { kind: 'host', host, is: problem } }];
  });
  const planned = await plan(lines.filter(({ host }) => !wrong.has(canonicalHost(host))));
  return {
    ...planned,
    problems: [...problems, ...hostProblems].sort((one, other) => one.line - other.line),
  };
}
