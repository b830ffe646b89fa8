// The help request: the button in every page's header, the operator's page, and the page in a CRM's frame. All of them
// show the request of one extension, whoever has made it.

import {follow} from './events.js';
import {Bridge, codeOf, coalesced, fetchInTime, pause, remembered, showFault} from './live.js';
import {showPresence} from './presence.js';
import {once, say} from './page.js';

const header = document.getElementById('help');
const opener = header?.querySelector('.help-open');
const popover = document.getElementById('help-popover');
const page = document.getElementById('panel');
const words = (page ?? header).dataset;
const bridge = new Bridge({
  csrf: words.csrf, bearer: words.bearer,
  // Each frame has a bearer token of its own; those of one operator see the same.
  audience: words.bearer ? `operator ${words.operator}` : words.csrf
});
const language = document.documentElement.lang;
// The next page goes on with the request that this one shows.
const memory = remembered('sessionStorage');
const requestKey = 'helpbridge-request';
/** For how long a press is tried, in milliseconds: later, the customer is gone whom it was about. */
const patience = 120_000;

let operator = words.operator ?? '';
let shown = page?.querySelector('article')?.dataset.id ?? memory.get(requestKey) ?? '';
let part = document.createElement('template');
/** What is shown while a press is on its way, of which the bridge knows nothing yet. */
const sending = document.createElement('template');
sending.innerHTML = '<p class="notice help-sending" data-tone="busy" tabindex="-1"></p>';
sending.content.firstElementChild.textContent = words.sending;
let isAsking = false;
let hasSpoken = false;

const forms = () => [...document.querySelectorAll('[data-help-form]')];
const article = () => part.content.querySelector('article');
const isOpen = () => article()?.dataset.open !== undefined;
const isSending = () => isAsking && !isOpen();

function announce(text) {
  const says = [...document.querySelectorAll('.help-says')].at(-1);
  if (says.textContent !== text) says.textContent = text;
}

function showNetwork(isLost) {
  for (const notice of document.querySelectorAll('.help-network')) notice.hidden = !isLost;
}

function fail(code) {
  for (const fault of document.querySelectorAll('.help-fault')) showFault(code, fault);
}

/** Only one request can be open: while it is, nothing else can be asked for. */
function showButtons() {
  for (const form of forms()) {
    form.classList.toggle('is-open', isOpen());
    for (const button of form.querySelectorAll('.ask-first button, .help-send')) {
      button.setAttribute('aria-disabled', String(isAsking || isOpen()));
    }
  }
}

function showState() {
  const state = header?.querySelector('.help-state');
  if (!state) return;
  state.hidden = !isSending() && !article();
  state.textContent = isSending() ? words.sendingSays : article()?.dataset.says ?? '';
  state.dataset.tone = isSending() ? 'busy' : article()?.dataset.tone ?? '';
}

function render() {
  const content = (isSending() ? sending : part).innerHTML;
  for (const form of forms()) {
    const place = form.querySelector('.help-request');
    if (place.innerHTML === content) continue;
    // What has the focus may be gone now.
    const hadFocus = place.contains(document.activeElement)
      || isOpen() && form.contains(document.activeElement) && form === popover?.firstElementChild;
    place.innerHTML = content;
    if (hadFocus) (place.querySelector('button, article, .help-sending') ?? form.querySelector('button')).focus();
  }
  showState();
  showButtons();
}

/** Fetches how the extension's request stands, in words. */
const refresh = coalesced(async () => {
  for (;;) {
    const asked = operator;
    try {
      const query = new URLSearchParams({operator, shown, language});
      const answer = await bridge.get(`/panel/requests?${query}`);
      if (answer.status === 401) return fail('session_over');
      if (!answer.ok) throw new Error(answer.statusText);
      const text = await answer.text();
      // Another extension was chosen meanwhile: it is fetched next.
      if (asked !== operator) return;
      part.innerHTML = text;
      break;
    } catch {
      await pause(1000);
    }
  }
  const request = article();
  shown = request?.dataset.id ?? '';
  if (isOpen()) memory.set(requestKey, shown);
  else memory.remove(requestKey);
  if (request && (hasSpoken || isOpen())) {
    announce([...request.querySelectorAll('.headline, .detail')].map(line => line.textContent.trim()).join(' '));
  }
  hasSpoken = true;
  render();
});

/** 128 random bits; `randomUUID` is not there on plain HTTP. */
function newKey() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map(byte => byte.toString(16).padStart(2, '0')).join('');
}

/** Sends one request as often as it takes: all attempts have the same key, so that they make one request. */
async function send(body) {
  const key = newKey();
  // By the clock on the wall: a computer that sleeps stops its timers.
  const pressed = Date.now();
  for (let wait = 500; ; wait = Math.min(wait * 2, 8000)) {
    if (Date.now() - pressed > patience) return fail('not_sent');
    try {
      const answer = await bridge.post('/v1/help-requests', body, {'Idempotency-Key': key});
      showNetwork(false);
      if (answer.status === 202) return await answer.json();
      if (answer.status < 500) {
        const code = await codeOf(answer);
        // An earlier attempt is still on its way.
        if (code !== 'idempotency_key_in_flight') return fail(code);
      }
      // Of the others most are a proxy's whose bridge is not there yet.
      if ([500, 501].includes(answer.status)) return fail('other');
    } catch {
      showNetwork(true);
    }
    await pause(wait);
  }
}

/** The route that is chosen, or the only one. */
function route(form) {
  return form.querySelector('[name=route]:checked, [name=route][type=hidden]');
}

async function ask(form) {
  const chosen = route(form);
  // On the extension's PBX there may be none.
  if (isAsking || isOpen() || !chosen) return;
  isAsking = true;
  render();
  for (const fault of document.querySelectorAll('.help-fault')) fault.hidden = true;
  announce(words.sending);
  const filled = new FormData(form);
  const body = {operator: filled.get('operator'), route: filled.get('route')};
  // Whom the form names is who is followed.
  if (body.operator && body.operator !== operator) choose(body.operator);
  // Whoever leaves the route's own mode chosen gets another one where that is not possible.
  if (filled.get('mode') !== chosen.dataset.mode) body.mode = filled.get('mode');
  for (const name of ['reason', 'customer']) if (filled.get(name)?.trim()) body[name] = filled.get(name).trim();
  if (filled.get('emergency')) body.urgency = 'emergency';
  const request = await send(body);
  isAsking = false;
  if (!request) return render();
  // The next request is about another customer, unless a CRM has named them.
  const {reason, customer, emergency} = form.elements;
  reason.value = '';
  customer.value = customer.defaultValue;
  emergency.checked = false;
  form.querySelector('details').removeAttribute('open');
  // Another extension may have been chosen meanwhile.
  if (body.operator === operator) shown = request.id;
  await refresh();
}

async function cancel(form) {
  const pressed = Date.now();
  for (;;) {
    try {
      const answer = await bridge.post(`/v1/help-requests/${form.dataset.cancel}/cancel`);
      if (answer.status < 500) {
        // What is gone needs no cancelling.
        if (!answer.ok && answer.status !== 404) fail(await codeOf(answer));
        break;
      }
      if (Date.now() - pressed > patience) {
        fail('other');
        break;
      }
    } catch {
      // It is sent as soon as there is a network.
    }
    showNetwork(true);
    await pause(1000);
  }
  showNetwork(false);
  refresh();
}

/** Another extension asks from now on, here and on the pages that come. */
function choose(number) {
  operator = number;
  shown = '';
  for (const select of document.querySelectorAll('select[name=operator]')) select.value = number;
  const body = new URLSearchParams({csrf: words.csrf, operator: number});
  fetchInTime('/panel/operator', {method: 'POST', body, redirect: 'manual'})
    .then(() => showRoutes(number)).catch(() => {});
  refresh();
}

/** On another PBX there may be other routes: these take the place of those that are shown. */
async function showRoutes(number) {
  const answer = await bridge.get(`/panel/popover?${new URLSearchParams({operator: number})}`);
  if (!answer.ok) return;
  const fetched = document.createElement('template');
  fetched.innerHTML = await answer.text();
  // Another extension was chosen meanwhile.
  if (operator !== number || fetched.content.querySelector('[name=operator]')?.value !== number) return;
  const routes = fetched.content.querySelector('.ask-routes');
  const offered = place => [...place.querySelectorAll('input')].map(input => input.name + input.value).join();
  for (const place of document.querySelectorAll('.ask-routes')) {
    if (offered(place) !== offered(routes)) place.innerHTML = routes.innerHTML;
  }
}

/** The form comes with this page's own extension, unless that cannot be chosen any more. */
function followChoice() {
  const select = popover.querySelector('select[name=operator]');
  if (!select) return;
  if (select.value === operator) return;
  operator = select.value;
  shown = '';
}

async function open() {
  if (opener.hasAttribute('aria-busy')) return;
  if (!popover.firstElementChild) {
    opener.setAttribute('aria-busy', 'true');
    try {
      const answer = await bridge.get(`/panel/popover?${new URLSearchParams({operator})}`);
      if (answer.status === 401) return location.reload();
      if (!answer.ok) throw new Error(answer.statusText);
      popover.innerHTML = await answer.text();
      followChoice();
    } catch {
      return say(document.body.dataset.failed, 'bad');
    } finally {
      opener.removeAttribute('aria-busy');
    }
    render();
  }
  popover.hidden = false;
  opener.setAttribute('aria-expanded', 'true');
  const first = isOpen() ? 'article' : '.ask select, .ask input:not([type=hidden]):is(:not([type=radio]), :checked)';
  (popover.querySelector(first) ?? popover.querySelector('h2')).focus();
  refresh();
}

function close() {
  const hadFocus = popover.contains(document.activeElement);
  popover.hidden = true;
  opener.setAttribute('aria-expanded', 'false');
  if (hadFocus) opener.focus();
}

/** Puts it away on purpose: what has ended has been read. */
function dismiss() {
  close();
  if (!article() || isOpen()) return;
  shown = '';
  part.innerHTML = '';
  render();
}

addEventListener('submit', event => {
  const form = event.target;
  if (form.contains(opener)) {
    event.preventDefault();
    popover.hidden ? open() : dismiss();
  } else if (form.matches('.ask')) {
    event.preventDefault();
    ask(form);
  } else if (form.dataset.cancel) {
    event.preventDefault();
    once(form, form.querySelector('button'), () => cancel(form));
  }
});

addEventListener('click', event => {
  if (event.target.closest('[data-close]')) dismiss();
  const again = event.target.closest('[data-again]');
  if (!again) return;
  event.preventDefault();
  again.closest('[data-help-form]').querySelector('.ask').requestSubmit();
});

addEventListener('change', event => {
  const form = event.target.closest('.ask');
  if (!form) return;
  if (event.target.matches('select[name=operator]')) choose(event.target.value);
  if (event.target.name === 'route') form.querySelector(`[name=mode][value=${route(form).dataset.mode}]`).checked = true;
});

if (opener) {
  opener.setAttribute('aria-expanded', 'false');
  addEventListener('keydown', event => {
    if (event.key === 'Escape' && !popover.hidden) dismiss();
  });
  addEventListener('pointerdown', event => {
    if (!popover.hidden && !header.contains(event.target)) close();
  });
}

// A page in a CRM's frame lives as long as it is open: it says so before its session is forgotten.
if (words.bearer) {
  setInterval(() => bridge.get(`/v1/help-requests?limit=1`).catch(() => {}), 10 * 60 * 1000);
}

const initial = page?.querySelector('.help-request');
if (initial) part.innerHTML = initial.innerHTML;
showButtons();
showState();
follow(bridge, '/v1/events', {
  onEvent: event => {
    if (event.event === 'helper') showPresence(bridge, JSON.parse(event.data).extension);
    if (event.event === 'help-request' && JSON.parse(event.data).operator === operator) refresh();
  },
  onOpen: () => {
    showNetwork(false);
    refresh();
  },
  onLost: () => showNetwork(true)
}).then(end => { if (end === 'signedOut') fail('session_over'); });
