// Shows texts that want to be code wherever a page shows texts: replies and parameters in the docs page,
// addresses, and what the set-up page says of an answer. seen.control: every dialog that opened, the last of
// which the script opens itself, to show that it would see one.
import { browse } from './browser.mjs';
import { authorise, execute, openDocs, tryOut } from './swagger.mjs';

const AT_ONCE = 5;

async function fillParameter(operation, name, value) {
  await operation.locator(`tr[data-param-name="${name}"] input`).fill(value);
}

// Some at once, for each takes its time: [[text, ...], ...].
function groups(texts) {
  return Array.from({ length: Math.ceil(texts.length / AT_ONCE) }, (_, number) =>
    texts.slice(number * AT_ONCE, (number + 1) * AT_ONCE));
}

async function listNames(page, settings) {
  await openDocs(page, settings.url);
  await authorise(page, settings.key);
  const campaigns = await tryOut(page, 'get', '/api/v1/campaigns');
  await fillParameter(campaigns, 'limit', '1000');
  const reply = await execute(campaigns);
  await page.screenshot({ path: settings.screenshot });
  await fillParameter(campaigns, 'limit', '1');
  for (const texts of groups(settings.scripts)) {
    await fillParameter(campaigns, 'name', texts.join(' '));
    await execute(campaigns);
  }
  return JSON.parse(reply.body).data.length;
}

async function visitAddresses(page, settings) {
  for (const text of settings.scripts) await page.goto(`${settings.url}/api/v1/${encodeURIComponent(text)}`);
  for (const texts of groups(settings.scripts)) {
    const words = encodeURIComponent(texts.join(' '));
    await page.goto(`${settings.url}/setup?token=${words}#${words}`);
    await page.goto(`${settings.url}/api/docs/?url=${words}&configUrl=${words}#/${words}`);
    await page.waitForSelector('.opblock');
  }
}

// The server would not let so many try, so it is answered in its stead.
async function setUp(page, settings) {
  let said;
  await page.route('**/api/v1/auth/setup', (route) =>
    route.fulfill({ status: 400, contentType: 'application/problem+json', body: JSON.stringify(said) }));
  await page.goto(`${settings.url}/setup`);
  const filled = { token: 'ifs_x', email: 'anna@example.com', password: 'a long password' };
  for (const [field, value] of Object.entries(filled)) await page.fill(`[name="${field}"]`, value);
  for (const [number, text] of settings.names.entries()) {
    const told = `${number}: ${text}`;
    said = { detail: told, errors: [{ pointer: `#/body/${text}`, detail: text }] };
    await page.evaluate(async ([workspace, start]) => {
      document.querySelector('[name="workspace"]').value = workspace;
      document.querySelector('form').requestSubmit();
      const outcome = document.getElementById('outcome');
      while (!outcome.textContent.startsWith(start)) await new Promise((resolve) => setTimeout(resolve));
    }, [text, told]);
  }
  await page.screenshot({ path: settings.setupScreenshot });
}

await browse(async (page, seen, settings) => {
  seen.control = [];
  page.on('dialog', async (dialog) => {
    seen.control.push(dialog.message());
    await dialog.dismiss();
  });
  await page.addInitScript(() => {
    window.xss = () => window.alert('xss');
  });
  seen.shown = await listNames(page, settings);
  await visitAddresses(page, settings);
  await setUp(page, settings);
  await page.evaluate(() => window.alert('control'));
  const refused = /^console: Failed to load resource: .* status of 4\d\d/;
  seen.errors = seen.errors.filter((error) => !refused.test(error));
});
