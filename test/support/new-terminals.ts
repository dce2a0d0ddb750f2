let nextPort = 30_000;

/** A port at which no terminal of the file is yet. */
export const newPort = (): number => (nextPort += 1);

/** What `POST /api/terminals` takes, at an address of its own. */
export function newTerminal(change: Record<string, unknown> = {}): Record<string, unknown> {
  return { name: 'Alpha', host: '10.20.0.5', port: newPort(), ...change };
}
