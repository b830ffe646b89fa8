// Records a prompt by phone without leaving the form of its route: the phone rings, and once the recording is kept it is
// chosen. Without this script the link leads to the page of recordings.

import {fetchInTime} from './live.js';
import {once, say} from './page.js';

const parser = new DOMParser();

/** What the page of a recording says: its words, and whether it is over. */
async function look(address) {
  const answer = await fetchInTime(address);
  if (!answer.ok || answer.redirected) {
    // What is refused now is refused again; a server or a proxy that fails may not fail again.
    throw Object.assign(new Error(), {isRefusal: answer.status < 500});
  }
  const page = parser.parseFromString(await answer.text(), 'text/html');
  const state = page.querySelector('[data-recording]');
  // Where the session is over it is the page for signing in.
  if (!state) throw Object.assign(new Error(), {isRefusal: true});
  return {
    words: state.querySelector('.badge').textContent,
    tone: state.querySelector('.badge').dataset.tone,
    isOver: !page.querySelector('form[action$="/recording/cancel"]'),
    isKept: state.dataset.recording === 'kept',
  };
}

/** The same, also where one look fails: the phone goes on meanwhile. Returns nothing once the box is closed. */
async function lookAgain(address, box) {
  for (;;) {
    try {
      return await look(address);
    } catch (error) {
      if (error.isRefusal) throw error;
    }
    if (!box.open) return undefined;
    await new Promise(done => setTimeout(done, 1000));
  }
}

/** Rings the phone, and says how it goes until the recording is over. */
async function record(form, box, control) {
  const status = box.querySelector('[role=status]');
  const data = new FormData(form);
  data.set('name', `${document.querySelector('[name=name]').value}: ${control.closest('.prompt').querySelector('legend').textContent}`);
  try {
    const started = await fetchInTime(form.action, {method: 'POST', body: new URLSearchParams(data)});
    if (!started.ok) throw new Error();
    const address = started.url;
    const id = new URL(address).pathname.split('/').at(-2);
    for (;;) {
      const state = started.redirected ? await lookAgain(address, box) : {...await parsed(started), isOver: true};
      if (!state) break;
      status.textContent = state.words;
      status.dataset.tone = state.tone;
      if (state.isKept) {
        choose(control, id, data.get('name'));
        box.close();
        say(state.words);
        return;
      }
      if (state.isOver || !box.open) break;
      await new Promise(done => setTimeout(done, 1000));
    }
    // Whoever closes the box does not want the recording.
    if (!box.open) {
      await fetchInTime(`${address}/cancel`, {method: 'POST', body: new URLSearchParams({csrf: data.get('csrf')})});
    }
  } catch {
    say(document.body.dataset.failed, 'bad');
  }
}

function dialog(control) {
  const box = document.getElementById('record').content.firstElementChild.cloneNode(true);
  document.body.append(box);
  box.addEventListener('close', () => box.remove());
  box.querySelector('.close').addEventListener('click', () => box.close());
  box.querySelector('form').addEventListener('submit', event => {
    event.preventDefault();
    const form = event.target;
    once(form, form.querySelector('.primary'), () => record(form, box, control));
  });
  box.showModal();
}

/** A refusal: nobody was rung. */
async function parsed(answer) {
  const page = parser.parseFromString(await answer.text(), 'text/html');
  const badge = page.querySelector('[data-recording] .badge');
  return {words: badge.textContent, tone: badge.dataset.tone, isKept: false};
}

function choose(control, id, name) {
  const prompt = control.closest('.prompt');
  const select = prompt.querySelector('select');
  select.append(new Option(name, id));
  select.value = id;
  prompt.querySelector('input[value=recording]').checked = true;
  // As if somebody had chosen it: what follows the choice goes along, and it is not lost by a slip.
  select.dispatchEvent(new Event('change', {bubbles: true}));
}

for (const control of document.querySelectorAll('.record-by-phone')) {
  control.addEventListener('click', event => {
    event.preventDefault();
    dialog(control);
  });
}
