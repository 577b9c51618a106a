// The first day of a new user: the set-up page, a login in Swagger UI, a key made by the command line
// (settings.createKey: its words), and figures that live rows move.
import { execFileSync } from 'node:child_process';

import { browse } from './browser.mjs';
import { authorise, execute, openDocs, tryOut } from './swagger.mjs';

const LOOKS_MAX = 20;

await browse(async (page, seen, settings) => {
  await page.goto(`${settings.url}/setup`);
  for (const [field, value] of Object.entries(settings.setup)) await page.fill(`[name="${field}"]`, value);
  await page.screenshot({ path: settings.screenshots.setup });
  await page.click('button');
  await page.waitForSelector('#outcome.done, #outcome.failed');
  seen.setup = await page.innerText('#outcome');
  await page.screenshot({ path: settings.screenshots.done });

  await openDocs(page, settings.url);
  const login = await tryOut(page, 'post', '/api/v1/auth/login');
  const { email, password } = settings.setup;
  await login.locator('textarea.body-param__text').fill(JSON.stringify({ email, password }));
  seen.login = await execute(login);
  await login.locator('.opblock-summary-control').click();

  await authorise(page, JSON.parse(seen.login.body).access_token);
  const me = await tryOut(page, 'get', '/api/v1/me');
  seen.asUser = await execute(me);

  const [command, ...words] = settings.createKey;
  const key = execFileSync(command, words, { encoding: 'utf8' }).trim();
  await authorise(page, key);
  seen.asKey = await execute(me);
  await me.locator('.opblock-summary-control').click();

  const roi = await tryOut(page, 'get', '/api/v1/analytics/roi');
  seen.first = await execute(roi);
  seen.later = seen.first;
  for (let look = 0; look < LOOKS_MAX && seen.later.body === seen.first.body; ++look) {
    await page.waitForTimeout(1000);
    seen.later = await execute(roi);
  }
  await roi.locator('.live-responses-table').scrollIntoViewIfNeeded();
  await page.screenshot({ path: settings.screenshots.moving });
});
