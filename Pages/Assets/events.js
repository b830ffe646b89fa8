// Follows the bridge's event streams: comes back after a lost network, and says when it is lost and when it is back. Of
// all pages that one browser shows, one holds the stream and tells the others: a browser gives a site six connections.

import {pause} from './live.js';

// The bridge says every 15 seconds that it is there. A network that is gone says nothing at all.
const longestSilence = 40_000;
// Whoever holds the stream says so whenever the bridge does, and whenever they try to reach it. Who is silent for longer was
// put to sleep by the browser.
const longestAbsence = 2 * longestSilence;

// Browsers have locks on TLS and on the machine itself only. Without them each page has a stream of its own.
const canShare = navigator.locks !== undefined && globalThis.BroadcastChannel !== undefined;

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
      // An id may come by itself: what this page may not see has changed.
      if (event.data || event.id) yield event;
    }
  }
}

/** A stream as one page follows it: by a connection of its own, or by what another page tells of its connection. */
class EventStream {
  constructor(bridge, path) {
    this.bridge = bridge;
    this.path = path;
    this.listeners = new Set();
    /** Up to where everything was told. */
    this.last = undefined;
    /** 'open' or 'lost'; undefined before either is known. */
    this.state = undefined;
    this.isHolding = false;
    if (canShare) {
      // Only pages that may see the same share a stream.
      this.name = `helpbridge ${path} ${bridge.audience}`;
      this.channel = new BroadcastChannel(this.name);
      this.channel.onmessage = ({data}) => this.hear(data);
    }
    this.end = this.run();
  }

  /** A page that nobody sees lets go of the stream, unless somebody wants to be told of what they do not see. */
  get isWanted() {
    return !document.hidden || [...this.listeners].some(listener => listener.staysOpen?.());
  }

  /** Says something to the listeners of this page, and, where it is the one that holds the stream, of all the others. */
  tell(message) {
    if (this.isHolding) this.channel?.postMessage(message);
    if (message.event) {
      this.last = message.event.id ?? this.last;
      if (!message.event.data) return;
      for (const listener of this.listeners) listener.onEvent(message.event);
    } else if (message.state) {
      this.state = message.state;
      for (const listener of this.listeners) message.state === 'open' ? listener.onOpen?.() : listener.onLost?.();
    }
  }

  /** What another page says. */
  hear(message) {
    if (message.isQuestion) {
      if (this.isHolding && this.state) this.channel.postMessage({state: this.state, isAnswer: true});
      return;
    }
    if (this.isHolding || !this.isWanted) return;
    this.heard?.();
    if (message.isAnswer && message.state === this.state) return;
    this.tell(message);
  }

  /** Returns how the stream has ended. */
  async run() {
    for (;;) {
      while (!this.isWanted) {
        await new Promise(resolve => {
          this.wake = resolve;
          document.addEventListener('visibilitychange', resolve, {once: true});
        });
      }
      const end = canShare ? await this.takeTurn() : await this.hold(new AbortController().signal);
      if (end !== 'resting') return end;
      // Whatever happens while nobody looks is looked up afterwards.
      this.state = undefined;
    }
  }

  /** Waits until no other page holds the stream; meanwhile those tell of it. */
  async takeTurn() {
    const waiting = new AbortController();
    const held = new AbortController();
    const rest = () => this.isWanted || waiting.abort();
    let watch;
    this.heard = () => {
      clearTimeout(watch);
      watch = setTimeout(() => {
        this.isRobbing = true;
        waiting.abort();
      }, longestAbsence);
    };
    document.addEventListener('visibilitychange', rest);
    const options = this.isRobbing ? {steal: true} : {signal: waiting.signal};
    this.isRobbing = false;
    const leave = () => {
      clearTimeout(watch);
      this.heard = undefined;
      document.removeEventListener('visibilitychange', rest);
    };
    this.heard();
    this.channel.postMessage({isQuestion: true});
    try {
      return await navigator.locks.request(this.name, options, async () => {
        leave();
        this.isHolding = true;
        return await this.hold(held.signal);
      });
    } catch (error) {
      if (error.name !== 'AbortError') throw error;
      // Nobody waits any more, or another page has taken the stream.
      held.abort();
      return 'resting';
    } finally {
      this.isHolding = false;
      leave();
    }
  }

  /**
   * Holds the stream for as long as it is wanted.
   *
   * Returns 'over', 'gone', 'signedOut', or 'resting' when the page is not seen or the signal says so.
   */
  async hold(signal) {
    let wait = 500;
    while (this.isWanted && !signal.aborted) {
      const connection = new AbortController();
      const stop = () => connection.abort();
      let isResting = false;
      const rest = () => {
        if (this.isWanted && !signal.aborted) return;
        isResting = true;
        stop();
      };
      document.addEventListener('visibilitychange', rest);
      signal.addEventListener('abort', rest);
      // Browsers keep a stream open whose network is gone.
      addEventListener('offline', stop);
      let watch;
      const heard = () => {
        clearTimeout(watch);
        watch = setTimeout(stop, longestSilence);
        this.channel?.postMessage({});
      };
      try {
        heard();
        const headers = {Accept: 'text/event-stream', ...(this.last ? {'Last-Event-ID': this.last} : {})};
        const answer = await this.bridge.get(this.path, {headers, signal: connection.signal});
        if (answer.status === 204) return 'over';
        if (answer.status === 401) return 'signedOut';
        if (answer.status === 404) return 'gone';
        if (!answer.ok) throw new Error(answer.statusText);
        this.tell({state: 'open'});
        wait = 500;
        for await (const event of events(answer, heard)) this.tell({event});
      } catch {
        if (!isResting) this.tell({state: 'lost'});
      } finally {
        clearTimeout(watch);
        document.removeEventListener('visibilitychange', rest);
        signal.removeEventListener('abort', rest);
        removeEventListener('offline', stop);
      }
      if (!isResting) {
        await pause(wait);
        wait = Math.min(wait * 2, 10_000);
      }
    }
    return 'resting';
  }
}

/** The streams that this page follows, by their paths. */
const streams = new Map();

/**
 * Follows a stream until it is over.
 *
 * staysOpen: whether to follow also while nobody sees the page. onOpen: the stream is there, also again, and before it
 * everything may have changed. onEvent: something has changed. onLost: the network went.
 * Returns 'over', 'gone' or 'signedOut'.
 */
export function follow(bridge, path, listener) {
  const stream = streams.get(path) ?? new EventStream(bridge, path);
  streams.set(path, stream);
  stream.listeners.add(listener);
  stream.wake?.();
  // What came before.
  if (stream.state === 'open') listener.onOpen?.();
  if (stream.state === 'lost') listener.onLost?.();
  return stream.end;
}
