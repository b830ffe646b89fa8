// What improves every page: asking before something is lost, listening without leaving, copying, closing what was said.

import {fetchInTime, remembered} from './live.js';

const words = document.body.dataset;

/** Says something once, at the foot of the page. */
export function say(text, tone = 'good') {
  const toast = document.createElement('p');
  toast.className = 'toast floating';
  toast.dataset.tone = tone;
  toast.setAttribute('role', tone === 'bad' ? 'alert' : 'status');
  toast.append(text);
  document.body.append(toast);
  setTimeout(() => toast.remove(), 6000);
}

/** Asks a question that is answered with yes or no. */
export function ask(question) {
  const dialog = document.createElement('dialog');
  const text = document.createElement('p');
  text.id = 'question';
  text.textContent = question;
  dialog.setAttribute('aria-labelledby', text.id);
  const form = document.createElement('form');
  form.method = 'dialog';
  form.className = 'actions';
  const button = (value, label, look) => {
    const made = document.createElement('button');
    made.value = value;
    made.className = `button ${look}`;
    made.textContent = label;
    return made;
  };
  form.append(button('no', words.no, ''), button('yes', words.yes, 'danger primary'));
  dialog.append(text, form);
  document.body.append(dialog);
  dialog.showModal();
  return new Promise(resolve => dialog.addEventListener('close', () => {
    dialog.remove();
    resolve(dialog.returnValue === 'yes');
  }));
}

/** The forms whose work is under way. */
const busy = new Set();

/** Does a form's work, once however often it is sent meanwhile. Its button keeps the focus, which a disabled one loses. */
export async function once(form, button, work) {
  if (busy.has(form)) return;
  busy.add(form);
  button?.setAttribute('aria-disabled', 'true');
  try {
    await work();
  } finally {
    busy.delete(form);
    button?.removeAttribute('aria-disabled');
  }
}

// A form that leads to another page is not sent again before that has come. Whoever has stopped it may after a while, and
// whoever comes back to this page at once.
const longestLoad = 15_000;
const nextPage = () => new Promise(done => {
  // This page's own one may still come when it has been loaded to its end.
  addEventListener('pageshow', event => event.persisted && done());
  setTimeout(done, longestLoad);
});
addEventListener('submit', event => {
  const form = event.target;
  if (busy.has(form)) {
    event.preventDefault();
  } else if (form.method === 'post') {
    // By then the scripts of the page have done with it what they do.
    setTimeout(() => event.defaultPrevented || once(form, event.submitter, nextPage));
  }
});

addEventListener('submit', async event => {
  const form = event.target;
  const question = event.submitter?.dataset.confirm ?? form.dataset.confirm;
  if (!question || form.isConfirmed) return;
  event.preventDefault();
  if (!await ask(question)) return;
  form.isConfirmed = true;
  form.requestSubmit(event.submitter);
  form.isConfirmed = false;
});

// A menu is put away as any other is.
const putAway = (...menus) => menus.forEach(menu => { menu.open = false; });
addEventListener('click', event => {
  putAway(...[...document.querySelectorAll('.menu[open]')].filter(menu => !menu.contains(event.target)));
});
addEventListener('keydown', event => {
  const menu = event.key === 'Escape' && document.activeElement?.closest?.('.menu[open]');
  if (!menu) return;
  putAway(menu);
  menu.querySelector('summary').focus();
});

// What was typed into settings, or came back from the bridge without being stored, is not lost by a slip.
const unsaved = new Set([...document.querySelectorAll('[data-unsaved]')].map(mark => mark.form));
for (const kind of ['input', 'change']) {
  addEventListener(kind, event => {
    // A list whose order was changed says so itself.
    const form = event.target.form ?? event.target.closest?.('form');
    if (form?.elements.sent) unsaved.add(form);
  });
}
addEventListener('submit', event => {
  if (event.defaultPrevented) return;
  // What is removed takes its form along.
  if (event.target.getAttribute('action')?.endsWith('/remove')) unsaved.clear();
  unsaved.delete(event.target);
});
addEventListener('beforeunload', event => { if (unsaved.size > 0) event.preventDefault(); });

// A form that was sent when the session was over comes back as it was filled in, once somebody has signed in again, here
// or in another tab: it is sent once more without being stored. Neither passwords nor files are kept for that.
const kept = 'form';
const memory = remembered('sessionStorage');
addEventListener('submit', event => {
  const form = event.target;
  if (event.defaultPrevented || !form.elements.restorable || event.submitter?.name === 'action') return;
  const secret = name => form.elements[name]?.type === 'password' || ['csrf', 'secret'].includes(name);
  const fields = [...new FormData(form)].filter(([name, value]) => typeof value === 'string' && !secret(name));
  memory.set(kept, JSON.stringify({page: location.pathname, target: form.getAttribute('action'), fields}));
});
const before = JSON.parse(memory.get(kept));
if (before && location.pathname === '/login') {
  memory.set(kept, JSON.stringify({...before, isOver: true}));
} else if (before) {
  memory.remove(kept);
  const token = document.querySelector('input[name=csrf]');
  const isStale = new URLSearchParams(location.search).get('notice') === 'stale';
  if ((before.isOver || isStale) && before.page === location.pathname && token) {
    const form = document.createElement('form');
    form.method = 'post';
    form.action = before.target;
    form.hidden = true;
    for (const [name, value] of [...before.fields, ['csrf', token.value], ['action', 'restore']]) {
      const field = document.createElement('textarea');
      field.name = name;
      field.value = value;
      form.append(field);
    }
    document.body.append(form);
    form.submit();
  }
}

let player;

async function listen(control) {
  const isPlaying = player?.control === control;
  player?.stop();
  if (isPlaying) return;
  const label = control.querySelector('.label-text') ?? control;
  const before = label.textContent;
  let address = control.href;
  control.setAttribute('aria-busy', 'true');
  /** What the bridge says about it: what a browser says of its own is in another language. */
  let refusal;
  try {
    if (!address) {
      // A button of a form: what is filled in at the moment is sent, and a sound comes back.
      const body = new FormData(control.form);
      const answer = await fetchInTime(control.formAction, {method: 'POST', body});
      if (!answer.headers.get('Content-Type')?.startsWith('audio/')) {
        refusal = (await answer.json().catch(() => ({}))).detail;
        throw new Error();
      }
      address = URL.createObjectURL(await answer.blob());
    }
    const audio = new Audio(address);
    player = {
      control,
      stop() {
        audio.pause();
        label.textContent = before;
        player = undefined;
      }
    };
    audio.addEventListener('ended', player.stop);
    label.textContent = words.stop;
    await audio.play();
  } catch {
    player?.stop();
    say(refusal ?? words.failed, 'bad');
  } finally {
    control.removeAttribute('aria-busy');
  }
}

addEventListener('click', event => {
  const control = event.target.closest?.('[data-listen]');
  if (control) {
    event.preventDefault();
    listen(control);
    return;
  }
  const copy = event.target.closest?.('[data-copy]');
  if (copy) {
    const text = document.getElementById(copy.dataset.copy).textContent;
    navigator.clipboard.writeText(text).then(() => say(words.copied), () => say(words.failed, 'bad'));
  }
});

for (const copy of document.querySelectorAll('[data-copy]')) copy.hidden = !navigator.clipboard;

for (const toast of document.querySelectorAll('.toast')) {
  const close = document.createElement('button');
  close.textContent = words.dismiss;
  close.addEventListener('click', () => toast.remove());
  toast.append(close);
}

// What was said is not said again when the page is loaded anew.
const address = new URL(location.href);
if (address.searchParams.has('notice')) {
  address.searchParams.delete('notice');
  history.replaceState(history.state, '', address);
}

// The first fault of a form that came back.
document.querySelector('[aria-invalid=true]')?.focus();
