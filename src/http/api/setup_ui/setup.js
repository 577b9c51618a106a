'use strict';

const form = document.getElementById('setup');
const outcome = document.getElementById('outcome');

function show(kind, text) {
  outcome.className = kind;
  outcome.textContent = text;
}

// "#/body/password" -> "password"
function words(problem) {
  const faults = (problem.errors || []).map((fault) => `${fault.pointer.split('/').pop()}: ${fault.detail}`);
  return [problem.detail || problem.title, ...faults].join(' ');
}

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const body = {};
  for (const [name, value] of new FormData(form)) if (value !== '') body[name] = value;
  show('', 'Setting up ...');
  try {
    const reply = await fetch('/api/v1/auth/setup', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
    const said = await reply.json();
    if (!reply.ok) return show('failed', words(said));
    form.remove();
    show('done', `Done: ${said.email} is the owner. Log in at /api/v1/auth/login, or from /api/docs/.`);
  } catch (fault) {
    show('failed', `The server did not answer: ${fault.message}`);
  }
});
