/** Where the ingest task listens: pushes of terminals on UDP; health, metrics and the command gateway on TCP. */
export const INGEST_PORTS = Object.freeze({ udp: 2500, http: 9100 });
