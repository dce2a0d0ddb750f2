import type { Locator, Page } from 'playwright-core';
import type { GivenConsole } from '../../support/console-stack.ts';

export const grid = (page: Page): Locator => page.getByRole('grid');
export const bodyRows = (page: Page): Locator => grid(page).locator('.body-row');

/** Simulated terminals close their first orders within a minute; then these are counted for the statistics. */
export function waitForClosedOrders(given: GivenConsole): Promise<void> {
  return given.untilStored(
    'some closed orders that are counted',
    'select from closed_orders having count(*) > 40',
  );
}

/** The figure under a name. */
export async function tileNumber(page: Page, name: string): Promise<number> {
  const tile = page.locator('.tile', { has: page.getByText(name, { exact: true }) });
  const text = (await tile.locator('dd').innerText()).split('\n')[0] ?? '';
  return Number(text.replaceAll(',', ''));
}
