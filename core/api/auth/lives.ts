/** What a page signs its requests with: whoever finds one in a log has little of it. */
export const ACCESS_LIFE_MS = 15 * 60_000;

/** Of `dev-login`, on one machine: programs that ask for one token and never again. */
export const DEV_ACCESS_LIFE_MS = 12 * 3600_000;

/** Since it was used last. */
export const REFRESH_LIFE_MS = 30 * 86_400_000;
