export default async function tearDown(): Promise<void> {
  await globalThis.__TELEFLEET_POSTGRES__?.stop();
}
