// The reader's presence in every page's header: it is changed without leaving the page, and follows what others change.

import {Bridge} from './live.js';
import {say} from './page.js';

const place = document.getElementById('presence');
const menu = () => place.querySelector('details');

/** Fetches the menu anew when it is about this extension. */
export async function showPresence(bridge, extension) {
  if (!place || menu().dataset.presence !== extension) return;
  try {
    const next = encodeURIComponent(location.pathname + location.search);
    const answer = await bridge.get(`/presence?next=${next}`, {redirect: 'manual'});
    // What cannot be had now is had with the next page.
    if (!answer.ok) return;
    const hadFocus = place.contains(document.activeElement);
    place.innerHTML = await answer.text();
    if (hadFocus) place.querySelector('summary').focus();
  } catch {
    // The network is away, which the page says elsewhere.
  }
}

function close() {
  if (!menu().open) return;
  const hadFocus = place.contains(document.activeElement);
  menu().open = false;
  if (hadFocus) place.querySelector('summary').focus();
}

if (place) {
  place.addEventListener('submit', async event => {
    event.preventDefault();
    const {csrf} = event.target.elements;
    const bridge = new Bridge({csrf: csrf.value});
    const extension = menu().dataset.presence;
    event.submitter.disabled = true;
    try {
      const answer = await bridge.put(`/v1/presence/${encodeURIComponent(extension)}`, {state: event.submitter.value});
      if (answer.status === 401) return location.reload();
      if (!answer.ok) throw new Error(answer.statusText);
      await showPresence(bridge, extension);
    } catch {
      say(document.body.dataset.failed, 'bad');
    } finally {
      if (event.submitter.isConnected) event.submitter.disabled = false;
    }
  });
  addEventListener('keydown', event => { if (event.key === 'Escape') close(); });
  addEventListener('pointerdown', event => { if (!place.contains(event.target)) close(); });
}
