// Opens the docs page, authorises with the key, tries out GET /api/v1/analytics/roi, and prints what it saw
// as JSON. Argument: {url, key, chromium, profile, screenshot} as JSON.
import { createRequire } from 'node:module';

const require = createRequire(new URL('../../tools/npm/package.json', import.meta.url));
const { chromium } = require('playwright-core');

const settings = JSON.parse(process.argv[2]);
const seen = { operations: [], status: null, body: null, requestedElsewhere: [], errors: [] };

const context = await chromium.launchPersistentContext(settings.profile, {
  executablePath: settings.chromium,
  headless: true,
  viewport: { width: 1280, height: 1600 },
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-dev-shm-usage',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
});
try {
  const page = context.pages()[0] ?? (await context.newPage());
  page.setDefaultTimeout(20_000);
  page.on('pageerror', (error) => seen.errors.push(`page: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error') seen.errors.push(`console: ${message.text()}`);
  });
  page.on('requestfailed', (request) => seen.errors.push(`failed: ${request.url()}`));
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(settings.url) && !url.startsWith('data:') && !url.startsWith('blob:')) {
      seen.requestedElsewhere.push(url);
    }
  });
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      console.error(`CSP: ${event.violatedDirective} ${event.blockedURI}`);
    });
  });

  await page.goto(`${settings.url}/api/docs/`);
  await page.waitForSelector('.opblock');
  const ids = await page.$$eval('.opblock', (blocks) => blocks.map((block) => block.id));
  seen.operations = ids.map((id) => id.split('-').pop());

  await page.click('.btn.authorize');
  await page.fill('.auth-container input', settings.key);
  await page.click('.auth-btn-wrapper .authorize');
  await page.click('.auth-btn-wrapper .btn-done');

  const roi = page.locator('.opblock', { has: page.locator('[data-path="/api/v1/analytics/roi"]') });
  await roi.locator('.opblock-summary-control').click();
  await roi.locator('.try-out__btn').click();
  await roi.locator('.execute').click();
  const live = roi.locator('.live-responses-table');
  await live.waitFor();
  seen.status = (await live.locator('.response-col_status').last().innerText()).trim().split(/\s/)[0];
  seen.body = await live.locator('.response-col_description .highlight-code pre').first().innerText();
  await page.screenshot({ path: settings.screenshot, fullPage: true });
} catch (error) {
  seen.errors.push(`test: ${error.message}`);
} finally {
  await context.close();
}
console.log(JSON.stringify(seen));
