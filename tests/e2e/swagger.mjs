// What a person does in Swagger UI.

export async function openDocs(page, url) {
  await page.goto(`${url}/api/docs/`);
  await page.waitForSelector('.opblock');
}

// Gives a key or token, in place of the one before.
export async function authorise(page, credential) {
  await page.click('.btn.authorize');
  const logOut = page.locator('.auth-btn-wrapper button', { hasText: 'Logout' });
  if (await logOut.count()) await logOut.first().click();
  await page.fill('.auth-container input', credential);
  await page.click('.auth-btn-wrapper .authorize');
  await page.click('.auth-btn-wrapper .btn-done');
}

// Opens an operation and makes it ready to be tried out.
export async function tryOut(page, method, path) {
  const operation = page.locator(`.opblock-${method}`, { has: page.locator(`[data-path="${path}"]`) });
  await operation.locator('.opblock-summary-control').click();
  await operation.locator('.try-out__btn').click();
  return operation;
}

// Sends it: {status, body}.
export async function execute(operation) {
  await operation.locator('.execute').click();
  await operation.locator('.loading-container').waitFor({ state: 'detached' });
  const live = operation.locator('.live-responses-table');
  await live.waitFor();
  return {
    status: (await live.locator('.response-col_status').last().innerText()).trim().split(/\s/)[0],
    body: await live.locator('.response-col_description .highlight-code pre').first().innerText(),
  };
}
