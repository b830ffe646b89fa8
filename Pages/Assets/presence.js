// The user's presence in every page's header: it is changed without leaving the page, and follows what others change.

import {Bridge, fetchInTime} from './live.js';
import {once, say} from './page.js';

const place = document.getElementById('presence');
const menu = () => place.querySelector('details');

/** Fetches the menu anew when it is about this extension. */
export async function showPresence(bridge, extension) {
  if (!place || menu().dataset.presence !== extension) return;
  try {
    const next = encodeURIComponent(location.pathname + location.search);
    const answer = await bridge.get(`/presence?next=${next}`, {redirect: 'manual'});
    // Who is not signed in any more is sent elsewhere.
    if (answer.type === 'opaqueredirect') return location.reload();
    // What cannot be had now is had with the next page.
    if (!answer.ok) return;
    const hadFocus = place.contains(document.activeElement);
    place.innerHTML = await answer.text();
    if (hadFocus) place.querySelector('summary').focus();
  } catch {
    // The network is away, which the page says elsewhere.
  }
}

// Every such menu, also those of other people on the wall, is put away with Escape, which gives the focus back, and when
// something else is pressed.
addEventListener('keydown', event => {
  const open = event.key === 'Escape' && document.activeElement?.closest('details.presence[open]');
  if (!open) return;
  open.open = false;
  open.querySelector('summary').focus();
});
addEventListener('pointerdown', event => {
  for (const open of document.querySelectorAll('details.presence[open]')) {
    if (!open.contains(event.target)) open.open = false;
  }
});

if (place) {
  place.addEventListener('submit', event => {
    event.preventDefault();
    const form = event.target;
    const body = new URLSearchParams(new FormData(form, event.submitter));
    once(form, event.submitter, async () => {
      try {
        // It leads back to this page.
        const answer = await fetchInTime(form.action, {method: 'POST', body, redirect: 'manual'});
        // The page is older than the sign-in that its browser has by now.
        if (answer.status === 403) return location.reload();
        if (answer.type !== 'opaqueredirect') throw new Error(answer.statusText);
        await showPresence(new Bridge({csrf: body.get('csrf')}), menu().dataset.presence);
      } catch {
        say(document.body.dataset.failed, 'bad');
      }
    });
  });
}
