// Follows the bridge's event streams: comes back after a lost network, and says when it is lost and when it is back.

/** What a call to the bridge needs: the token of the page for a signed-in user, a bearer token in a CRM's frame. */
export class Bridge {
  constructor({csrf, bearer}) {
    this.csrf = csrf;
    this.bearer = bearer;
  }

  headers(more = {}) {
    const own = this.bearer ? {Authorization: `Bearer ${this.bearer}`} : {'X-CSRF-Token': this.csrf ?? ''};
    return {...own, ...more};
  }

  get(path, options = {}) {
    return fetch(path, {...options, cache: 'no-store', headers: this.headers(options.headers)});
  }

  post(path, body, more = {}) {
    const headers = this.headers({'Content-Type': 'application/json', ...more});
    return fetch(path, {method: 'POST', headers, body: JSON.stringify(body ?? {})});
  }

  put(path, body) {
    const headers = this.headers({'Content-Type': 'application/json'});
    return fetch(path, {method: 'PUT', headers, body: JSON.stringify(body)});
  }
}

/** Waits, or goes on at once when the network is back. */
export function pause(milliseconds) {
  return new Promise(resolve => {
    const done = () => {
      clearTimeout(timer);
      removeEventListener('online', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    addEventListener('online', done);
  });
}

// The bridge says every 15 seconds that it is there. A network that is gone says nothing at all.
const longestSilence = 40_000;

async function* events(answer, heard) {
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let buffer = '';
  for (;;) {
    const {value, done} = await reader.read();
    if (done) return;
    heard();
    buffer += value;
    let end;
    while ((end = buffer.indexOf('\n\n')) >= 0) {
      const event = {};
      for (const line of buffer.slice(0, end).split('\n')) {
        const colon = line.indexOf(':');
        if (colon > 0) event[line.slice(0, colon)] = line.slice(colon + 1).trimStart();
      }
      buffer = buffer.slice(end + 2);
      if (event.data) yield event;
    }
  }
}

/** Waits until the page can be seen. */
function inSight() {
  return document.hidden
    ? new Promise(resolve => document.addEventListener('visibilitychange', resolve, {once: true}))
    : undefined;
}

/**
 * Follows a stream until it is over. A page that nobody sees lets go of it: a browser gives a site few connections.
 *
 * staysOpen: whether to follow also while nobody sees the page. onOpen: the stream is there, also again, and before it everything may have changed. onEvent: something has changed.
 * onLost: the network went.
 * Returns 'over', 'gone' or 'signedOut'.
 */
export async function follow(bridge, path, {onEvent, onOpen, onLost, staysOpen = () => false}) {
  let last;
  let wait = 500;
  for (;;) {
    if (!staysOpen()) await inSight();
    const connection = new AbortController();
    const stop = () => connection.abort();
    let isResting = false;
    const rest = () => {
      if (staysOpen() || !document.hidden) return;
      isResting = true;
      stop();
    };
    document.addEventListener('visibilitychange', rest);
    // Browsers keep a stream open whose network is gone.
    addEventListener('offline', stop);
    let watch;
    const heard = () => {
      clearTimeout(watch);
      watch = setTimeout(stop, longestSilence);
    };
    try {
      heard();
      const headers = {Accept: 'text/event-stream', ...(last ? {'Last-Event-ID': last} : {})};
      const answer = await bridge.get(path, {headers, signal: connection.signal});
      if (answer.status === 204) return 'over';
      if (answer.status === 401) return 'signedOut';
      if (answer.status === 404) return 'gone';
      if (!answer.ok) throw new Error(answer.statusText);
      onOpen?.();
      wait = 500;
      for await (const event of events(answer, heard)) {
        last = event.id ?? last;
        onEvent(event);
      }
    } catch {
      if (!isResting) onLost?.();
    } finally {
      clearTimeout(watch);
      document.removeEventListener('visibilitychange', rest);
      removeEventListener('offline', stop);
    }
    if (isResting) continue;
    await pause(wait);
    wait = Math.min(wait * 2, 10_000);
  }
}

/** Runs work one at a time; what is asked for meanwhile is done once more after it, however often it was. */
export function coalesced(work) {
  let isRunning = false;
  let isWanted = false;
  return async function run() {
    isWanted = true;
    if (isRunning) return;
    isRunning = true;
    while (isWanted) {
      isWanted = false;
      await work();
    }
    isRunning = false;
  };
}

/** The stable code of an answer that is a problem. */
export async function codeOf(answer) {
  if (answer.status === 401) return 'session_over';
  const problem = await answer.json().catch(() => ({}));
  return problem.code ?? 'other';
}

/** Shows why something did not work, in words that the page has brought along. */
export function showFault(code, fault = document.getElementById('fault')) {
  const known = document.querySelector(`.problems [data-code="${CSS.escape(code)}"]`);
  fault.textContent = (known ?? document.querySelector('.problems [data-code=other]')).textContent;
  fault.hidden = false;
}

/** Keeps every <time data-since> counting. Returns what shows them at once. */
export function countUp(root) {
  const digits = [...(document.body.dataset.digits ?? '0123456789')];
  const show = () => {
    for (const time of root.querySelectorAll('time[data-since]')) {
      const seconds = Math.max(0, Math.floor((Date.now() - Number(time.dataset.since)) / 1000));
      const text = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
      time.textContent = text.replace(/[0-9]/g, digit => digits[digit]);
    }
  };
  show();
  setInterval(show, 1000);
  return show;
}
