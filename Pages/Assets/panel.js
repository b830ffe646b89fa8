// The operator's page: asks for help by the API, and shows what becomes of it as it happens.

import {Bridge, coalesced, follow, pause} from './live.js';

const panel = document.getElementById('panel');
const words = panel.dataset;
const bridge = new Bridge({csrf: words.csrf, bearer: words.bearer});
const form = document.getElementById('ask');
const place = document.getElementById('request');
const says = document.getElementById('says');
const network = document.getElementById('network');
const language = document.documentElement.lang;
let following;
let isAsking = false;

function announce(text) {
  if (says.textContent !== text) says.textContent = text;
}

function showNetwork(isLost) {
  network.hidden = !isLost;
}

/** Shows why it did not work, in words that the page has brought along. */
function showFault(code) {
  const known = document.querySelector(`#problems [data-code="${CSS.escape(code)}"]`);
  const text = (known ?? document.querySelector('#problems [data-code=other]')).textContent;
  const fault = document.getElementById('fault');
  fault.textContent = text;
  fault.hidden = false;
}

function isOpen() {
  return place.querySelector('[data-open]') !== null;
}

/** Only one request can be open: while it is, the button waits. */
function updateButton() {
  const button = form?.querySelector('button');
  if (!button) return;
  const isBusy = isAsking || isOpen();
  button.setAttribute('aria-disabled', String(isBusy));
  panel.classList.toggle('is-open', isOpen());
}

async function show(id) {
  const answer = await bridge.get(`/panel/requests/${id}?language=${language}`);
  if (answer.status === 401) return showFault('session_over');
  if (!answer.ok) throw new Error(answer.statusText);
  const hadFocus = place.contains(document.activeElement);
  place.innerHTML = await answer.text();
  const article = place.querySelector('article');
  announce([...article.querySelectorAll('.headline, .detail')].map(part => part.textContent.trim()).join(' '));
  if (hadFocus) (place.querySelector('button') ?? article).focus();
  updateButton();
}

async function watch(id) {
  following?.abort();
  const current = following = new AbortController();
  const refresh = coalesced(async () => {
    for (;;) {
      try {
        await show(id);
        return;
      } catch {
        if (current.signal.aborted) return;
        await pause(1000);
      }
    }
  });
  const end = await follow(bridge, `/v1/help-requests/${id}/events`, {
    signal: current.signal,
    onEvent: refresh,
    onLost: () => showNetwork(true),
    onBack: () => {
      showNetwork(false);
      refresh();
    }
  });
  if (end === 'stopped') return;
  showNetwork(false);
  if (end === 'signedOut') return showFault('session_over');
  await refresh();
}

/** 128 random bits; `randomUUID` is not there on plain HTTP. */
function newKey() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map(byte => byte.toString(16).padStart(2, '0')).join('');
}

/** Sends one request however often it takes: all attempts have the same key, so that they make one request. */
async function ask(body) {
  const key = newKey();
  for (let wait = 500; ; wait = Math.min(wait * 2, 8000)) {
    try {
      const answer = await bridge.post('/v1/help-requests', body, {'Idempotency-Key': key});
      showNetwork(false);
      if (answer.status === 202) return await answer.json();
      const problem = await answer.json().catch(() => ({}));
      if (answer.status !== 409 && answer.status < 500) return showFault(problem.code ?? 'other');
      if (answer.status >= 500 && answer.status !== 503) return showFault('other');
    } catch {
      showNetwork(true);
    }
    await pause(wait);
  }
}

form?.addEventListener('submit', async event => {
  event.preventDefault();
  if (isAsking || isOpen()) return;
  isAsking = true;
  updateButton();
  document.getElementById('fault').hidden = true;
  announce(words.sending);
  const filled = new FormData(form);
  const body = {operator: filled.get('operator'), route: filled.get('route')};
  for (const name of ['reason', 'customer']) if (filled.get(name)?.trim()) body[name] = filled.get(name).trim();
  if (filled.get('emergency')) body.urgency = 'emergency';
  const request = await ask(body);
  isAsking = false;
  if (!request) return updateButton();
  form.querySelector('details')?.removeAttribute('open');
  for (const name of ['reason', 'emergency']) {
    const field = form.elements[name];
    if (field) field.type === 'checkbox' ? field.checked = false : field.value = '';
  }
  watch(request.id);
  await show(request.id).catch(() => {});
  updateButton();
});

place.addEventListener('submit', async event => {
  event.preventDefault();
  const id = event.target.dataset.cancel;
  const button = event.target.querySelector('button');
  button.disabled = true;
  for (;;) {
    try {
      const answer = await bridge.post(`/v1/help-requests/${id}/cancel`);
      if (answer.status === 401) showFault('session_over');
      break;
    } catch {
      showNetwork(true);
      await pause(1000);
    }
  }
  showNetwork(false);
});

document.addEventListener('click', event => {
  if (!event.target.closest('[data-again]')) return;
  event.preventDefault();
  form.querySelector('button').focus();
  form.requestSubmit();
});

// A page in a CRM's frame lives as long as it is open: it says so before its session is forgotten.
if (words.bearer) {
  setInterval(() => bridge.get(`/v1/help-requests?limit=1`).catch(() => {}), 10 * 60 * 1000);
}

updateButton();
const open = place.querySelector('[data-open]');
if (open) watch(open.dataset.id);
