// A page of a real Chromium, and what went wrong in it. A script calls browse() once: its argument on the
// command line is {url, chromium, profile, ...} as JSON, and what it saw is printed as JSON.
import { createRequire } from 'node:module';

const require = createRequire(new URL('../../tools/npm/package.json', import.meta.url));
const { chromium } = require('playwright-core');

// Calls visit(page, seen, settings). seen.errors: what failed or broke the page's security policy;
// seen.requestedElsewhere: addresses of other servers.
export async function browse(visit) {
  const settings = JSON.parse(process.argv[2]);
  const seen = { requestedElsewhere: [], errors: [] };
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
    await visit(page, seen, settings);
  } catch (error) {
    seen.errors.push(`test: ${error.message}`);
  } finally {
    await context.close();
  }
  console.log(JSON.stringify(seen));
}
