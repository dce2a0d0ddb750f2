import type { Page } from 'playwright-core';
import { z } from 'zod';
import { type GivenConsole, itInBrowser } from '../../support/console-stack.ts';
import { fakeLiveServer } from '../../support/fake-live-server.ts';
import { until } from '../../support/until.ts';

const ROWS = 10_000;

/** Times are printed and not judged: what is tested does not depend on the machine. */
export function describePace(given: GivenConsole): void {
  describe('the console under load', () => {
    itInBrowser(
      `scrolls ${ROWS} rows while 2,000 terminals a second change, with few of them in the page, and shows the newest`,
      async () => {
        const { page } = await given.tab();
        await serveManyTerminals(page);
        const live = await fakeLiveServer(page);
        await page.goto('/');
        const count = page.locator('.page-head .number');
        await until('all are read', 60_000, async () => (await count.innerText()) === '10,000');
        let next = 0;
        const timer = setInterval(() => {
          live.say(
            Array.from({ length: 50 }, () => {
              next = (next + 1) % ROWS;
              return { kind: 'terminal', terminalId: next + 1, total: String(next + performance.now()) };
            }),
          );
        }, 25);
        const figures = frameFigures.parse(await page.evaluate(SCROLL_AND_MEASURE));
        clearInterval(timer);

        process.stdout.write(
          `10,000 rows under 2,000 changes/s: ${figures.frames} frames, median ${figures.medianMs} ms, p95 ${figures.p95Ms} ms, longest ${figures.longestMs} ms; ${figures.elements} rows in the page\n`,
        );
        expect(figures.elements).toBeGreaterThan(5);
        expect(figures.elements).toBeLessThan(80);
        expect(figures.scrolledTo).toBeGreaterThan(100_000);
        const shown = page.locator(`.body-row[aria-label="${figures.shownName}"]`);
        const terminalId = Number(figures.shownName.replace('many-', ''));
        live.say([{ kind: 'terminal', terminalId, total: '123456.75' }]);
        await shown.getByText('123,456.75').first().waitFor();
      },
    );

    itInBrowser('loads less than 200 KB before its first page is there', async () => {
      const { page } = await given.tab();
      await page.goto('/');
      await page.locator('.data-table .body-row').first().waitFor();

      const bytes = z.number().parse(await page.evaluate(FIRST_LOAD_BYTES));

      process.stdout.write(`first load: ${(bytes / 1_000).toFixed(1)} KB gzipped\n`);
      expect(bytes).toBeGreaterThan(30_000);
      expect(bytes).toBeLessThan(200_000);
    });
  });
}

/** The list of terminals, as a fleet of 10,000 has it. */
async function serveManyTerminals(page: Page): Promise<void> {
  const page1000 = (after: number) => ({
    terminals: Array.from({ length: 1_000 }, (_, index) => ({
      id: after + index + 1,
      fleetId: '1',
      name: `many-${after + index + 1}`,
      host: '203.0.113.7',
      port: 2_000,
      state: 'online',
      available: '10.5',
      total: '20.25',
      currency: 'USDT',
      version: 756,
      groups: ['scalpers'],
      tags: [],
      lastSeenAt: new Date().toISOString(),
    })),
    ...(after + 1_000 < ROWS ? { nextCursor: String(after + 1_000) } : {}),
  });
  await page.route(/\/api\/terminals\?/, async (route) => {
    const cursor = new URL(route.request().url()).searchParams.get('cursor');
    await route.fulfill({ json: page1000(Number(cursor ?? 0)) });
  });
}

const frameFigures = z.object({
  frames: z.int(),
  medianMs: z.number(),
  p95Ms: z.number(),
  longestMs: z.number(),
  elements: z.int(),
  scrolledTo: z.number(),
  shownName: z.string().regex(/^many-\d+$/),
});

/** 240 frames of scrolling, four seconds if they come as they should: 60 px a frame and a leap at each twentieth. */
const SCROLL_AND_MEASURE = `new Promise((resolve) => {
  const table = document.querySelector('.data-table');
  const times = [];
  let last = performance.now();
  const measure = () => {
    const sorted = times.slice(1).sort((a, b) => a - b);
    const at = (share) => Math.round(sorted[Math.floor((sorted.length - 1) * share)] * 10) / 10;
    const rows = [...table.querySelectorAll('.body-row')];
    const box = table.getBoundingClientRect();
    const middle = (box.top + box.bottom) / 2;
    resolve({
      frames: sorted.length, medianMs: at(0.5), p95Ms: at(0.95), longestMs: at(1),
      elements: rows.length, scrolledTo: table.scrollTop,
      shownName: rows.find((row) => row.getBoundingClientRect().bottom > middle)?.getAttribute('aria-label') ?? '',
    });
  };
  const step = (now) => {
    times.push(now - last);
    last = now;
    if (times.length === 240) return requestAnimationFrame(() => requestAnimationFrame(measure));
    table.scrollTop += times.length % 20 === 0 ? 20000 : 60;
    requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
})`;

const FIRST_LOAD_BYTES = `[...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
  .filter(({ name }) => !name.includes('/api/'))
  .reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0)`;
