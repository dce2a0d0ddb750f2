import { type ListedTerminal, pageTerminals } from '../../terminals/page-terminals.ts';

/** Every terminal of the person's fleets, by name as people sort them. */
export async function readFleet(signal: AbortSignal): Promise<readonly ListedTerminal[]> {
  const terminals: ListedTerminal[] = [];
  for await (const page of pageTerminals({}, signal)) terminals.push(...page);
  const order = new Intl.Collator(undefined, { numeric: true });
  return terminals.sort((one, other) => order.compare(one.name, other.name) || one.id - other.id);
}
