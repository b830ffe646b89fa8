// How pages talk to the bridge, and what they show of it.

/** How long the bridge may take to answer, in milliseconds. */
const longestAnswer = 15_000;

/**
 * Fetches from the bridge as fetch() does, but not for ever: where the network is gone without a word, as after a computer
 * has changed its Wi-Fi, a browser waits for a quarter of an hour.
 *
 * options: those of fetch(); a signal takes the place of the time limit.
 */
export function fetchInTime(path, options = {}) {
  return fetch(path, {signal: AbortSignal.timeout(longestAnswer), ...options});
}

/**
 * What a call to the bridge needs: the token of the page for a signed-in user, a bearer token in a CRM's frame.
 *
 * audience: the same for all pages of this browser that may see the same.
 */
export class Bridge {
  constructor({csrf, bearer, audience = csrf}) {
    this.csrf = csrf;
    this.bearer = bearer;
    this.audience = audience;
  }

  headers(more = {}) {
    const own = this.bearer ? {Authorization: `Bearer ${this.bearer}`} : {'X-CSRF-Token': this.csrf ?? ''};
    return {...own, ...more};
  }

  get(path, options = {}) {
    return fetchInTime(path, {...options, cache: 'no-store', headers: this.headers(options.headers)});
  }

  post(path, body, more = {}) {
    const headers = this.headers({'Content-Type': 'application/json', ...more});
    return fetchInTime(path, {method: 'POST', headers, body: JSON.stringify(body ?? {})});
  }

  put(path, body) {
    const headers = this.headers({'Content-Type': 'application/json'});
    return fetchInTime(path, {method: 'PUT', headers, body: JSON.stringify(body)});
  }
}

/**
 * What this browser remembers; nothing, where it may not: in a CRM's frame it may refuse even to be asked.
 *
 * kind: 'localStorage', or 'sessionStorage' for what belongs to this tab.
 */
export function remembered(kind) {
  const tried = work => {
    try {
      return work(globalThis[kind]);
    } catch {
      // It then holds for this page only.
      return null;
    }
  };
  return {
    get: key => tried(store => store.getItem(key)),
    set: (key, value) => tried(store => store.setItem(key, value)),
    remove: key => tried(store => store.removeItem(key))
  };
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
  // The page is older than the sign-in that its browser has by now: it, too, is to be loaded again.
  return problem.code === 'forged_call' ? 'session_over' : problem.code ?? 'other';
}

/** Shows why something did not work, in words that the page has brought along. */
export function showFault(code, fault = document.getElementById('fault')) {
  const known = document.querySelector(`.problems [data-code="${CSS.escape(code)}"]`);
  fault.textContent = (known ?? document.querySelector('.problems [data-code=other]')).textContent;
  fault.hidden = false;
}

/** What an answer's time may differ by while both clocks are right, in milliseconds: it has whole seconds. */
const clockTolerance = 2000;

/**
 * Keeps every <time data-since> counting, by the bridge's clock: that of this computer may be wrong.
 *
 * Returns what shows them at once; an answer of the bridge tells it how late it is there.
 */
export function countUp(root) {
  const digits = [...(document.body.dataset.digits ?? '0123456789')];
  /** By how much this computer is ahead, in milliseconds. */
  let lead = 0;
  const show = answer => {
    const measured = Date.now() - Date.parse(answer?.headers.get('Date'));
    if (Math.abs(measured - lead) > clockTolerance) lead = measured;
    for (const time of root.querySelectorAll('time[data-since]')) {
      const seconds = Math.max(0, Math.floor((Date.now() - lead - Number(time.dataset.since)) / 1000));
      const text = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
      time.textContent = text.replace(/[0-9]/g, digit => digits[digit]);
    }
  };
  show();
  setInterval(show, 1000);
  return show;
}
