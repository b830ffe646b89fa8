// The supervisor's live view: the wall is fetched anew whenever something changes.

import {follow} from './events.js';
import {Bridge, codeOf, coalesced, countUp, pause, showFault} from './live.js';
import {Count, Notices, showMissed} from './notices.js';
import {once, say} from './page.js';
// The menus of people's presence are put away as in the header.
import './presence.js';

const root = document.getElementById('supervisor');
const wall = document.getElementById('wall');
const network = document.getElementById('network');
const says = document.getElementById('says');
const bridge = new Bridge({csrf: root.dataset.csrf});
const switches = document.getElementById('notices');
/** A wall that hangs on a wall has nobody before it who could switch anything. */
const notices = switches && new Notices(switches, document.getElementById('alarm'));
const count = notices ? undefined : new Count();
const hiddenEvery = 30_000;
/** A screen where nobody is signed in may follow no events: it asks. */
const polls = root.dataset.polls !== undefined;

/** Where the keyboard is, in words that are the same after the wall was fetched anew. */
function place() {
  const focused = document.activeElement;
  if (!wall.contains(focused)) return undefined;
  return {
    id: focused.closest('[data-id]')?.dataset.id,
    label: focused.getAttribute('aria-label') ?? focused.textContent
  };
}

function goTo({id, label}) {
  const item = id ? wall.querySelector(`li[data-id="${CSS.escape(id)}"]`) : wall;
  const controls = [...item?.querySelectorAll('button, summary') ?? []];
  let same = controls.find(control => (control.getAttribute('aria-label') ?? control.textContent) === label);
  // What was chosen in a menu has closed it.
  if (same?.matches('details:not([open]) button')) same = same.closest('details').querySelector('summary');
  // Whoever is about to press a button that is gone must not press another one.
  (same ?? item?.querySelector(':scope > h3') ?? wall.querySelector('.wall-count')).focus();
}

const show = countUp(wall);

let shown;
/** Tells of what stands on the wall in other places than on it. */
function tell() {
  const items = wall.querySelectorAll('li[data-id]');
  notices?.read(wall);
  count?.show(items.length, wall.querySelector('li[data-emergency]') !== null);
  const {missed, missedText} = wall.querySelector('.wall-count').dataset;
  showMissed({count: missed, text: missedText});
}
tell();

const refresh = coalesced(async () => {
  for (;;) {
    try {
      const answer = await bridge.get(root.dataset.wall, {redirect: 'manual'});
      // Who is not signed in any more is sent elsewhere; a screen's link may be withdrawn.
      if (answer.type === 'opaqueredirect' || answer.status === 403) return location.reload();
      if (!answer.ok) throw new Error(answer.statusText);
      const text = await answer.text();
      if (polls) network.hidden = true;
      show(answer);
      if (text === shown) return;
      shown = text;
      const before = place();
      const open = [...wall.querySelectorAll('details[open]')].map(menu => menu.id);
      wall.innerHTML = text;
      for (const id of open) document.getElementById(id)?.setAttribute('open', '');
      if (before) goTo(before);
      const said = wall.querySelector('.wall-count').textContent;
      if (says.textContent !== said) says.textContent = said;
      show();
      tell();
      return;
    } catch {
      if (polls) network.hidden = false;
      await pause(1000);
    }
  }
});

/** Sends what a button of the wall asks for. */
async function send(form, button) {
  const extension = wall.querySelector('[data-phone]')?.dataset.phone;
  document.getElementById('fault').hidden = true;
  try {
    let answer;
    if (form.dataset.act === 'presence') {
      const person = encodeURIComponent(form.elements.extension.value);
      answer = await bridge.put(`/v1/presence/${person}`, {state: button.value});
      // The wall may have been fetched anew meanwhile, with its menu open.
      const menu = document.getElementById(form.closest('details').id);
      if (menu?.contains(document.activeElement)) menu.querySelector('summary').focus();
      menu?.removeAttribute('open');
    } else {
      const body = form.dataset.act === 'join' ? {extension, mode: button.value} : {extension};
      answer = await bridge.post(`/v1/help-requests/${form.dataset.id}/${form.dataset.act}`, body);
      // Who is on the call already is not rung: they only come to it otherwise.
      const isRung = async () => {
        const {supervisors} = await answer.json();
        return supervisors.findLast(visit => visit.extension === extension)?.state === 'ringing';
      };
      if (answer.ok && (form.dataset.act === 'take' || await isRung())) say(root.dataset.rings);
    }
    if (!answer.ok) showFault(await codeOf(answer));
  } catch {
    showFault('other');
  }
}

wall.addEventListener('submit', async event => {
  event.preventDefault();
  await once(event.target, event.submitter, () => send(event.target, event.submitter));
  refresh();
});

// A page that nobody sees has no stream unless it is to speak up; the count in its title goes on all the same.
setInterval(() => {
  if (document.hidden && !notices?.isWanted) refresh();
}, hiddenEvery);

if (!polls) {
  follow(bridge, '/v1/events', {
    staysOpen: () => notices?.isWanted ?? false,
    onEvent: refresh,
    onLost: () => { network.hidden = false; },
    onOpen: () => {
      network.hidden = true;
      refresh();
    }
  }).then(end => { if (end === 'signedOut') location.reload(); });
}

// Of what happens on phones without us nobody tells.
setInterval(() => { if (!document.hidden) refresh(); }, polls ? 2000 : 5000);
