// Opens the docs page, authorises with the key and tries out GET /api/v1/analytics/roi.
import { browse } from './browser.mjs';
import { authorise, execute, openDocs, tryOut } from './swagger.mjs';

await browse(async (page, seen, settings) => {
  await openDocs(page, settings.url);
  const ids = await page.$$eval('.opblock', (blocks) => blocks.map((block) => block.id));
  seen.operations = ids.map((id) => id.split('-').pop());
  await authorise(page, settings.key);
  seen.roi = await execute(await tryOut(page, 'get', '/api/v1/analytics/roi'));
  await page.screenshot({ path: settings.screenshot, fullPage: true });
});
