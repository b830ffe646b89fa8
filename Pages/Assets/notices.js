// Lets a supervisor notice requests: count in the title and the icon, and, for who wants it, a sound and the desktop's
// notifications. An emergency stays until somebody has seen it.

import {remembered} from './live.js';

const ringEvery = 5000;
/** The emergencies that were seen, so that a page that is loaded anew does not ask once more. */
const seenKey = 'helpbridge-seen';
const mostSeen = 50;
const digits = [...(document.body.dataset.digits ?? '0123456789')];
const localized = number => String(number).replace(/[0-9]/g, digit => digits[digit]);

const memory = remembered('localStorage');

const seen = () => (memory.get(seenKey) ?? '').split(' ');

/** Shows how many requests are open where also a tab behind others shows it. */
export class Count {
  constructor() {
    this.title = document.title;
    this.icon = document.querySelector('link[rel=icon]');
    this.plainIcon = this.icon?.href;
  }

  show(open, isEmergency) {
    document.title = open > 0 ? `(${localized(open)}) ${this.title}` : this.title;
    if (!this.icon) return;
    const colour = isEmergency ? '#c62828' : '#1565c0';
    const text = open > 99 ? '99+' : String(open);
    const size = text.length > 2 ? 26 : text.length > 1 ? 36 : 44;
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><rect width="64" height="64" rx="14" `
      + `fill="${colour}"/><text x="32" y="34" font-family="sans-serif" font-size="${size}" font-weight="700" `
      + `fill="#fff" text-anchor="middle" dominant-baseline="central">${text}</text></svg>`;
    this.icon.href = open > 0 ? `data:image/svg+xml,${encodeURIComponent(svg)}` : this.plainIcon;
  }
}

/** Sounds that need no file. A browser lets a page sound only after somebody has touched it. */
class Sound {
  async wake() {
    this.context ??= new AudioContext();
    if (this.context.state !== 'running') await this.context.resume().catch(() => {});
  }

  play(isEmergency) {
    this.wake();
    // The clock of one that does not run stands still: all that is planned meanwhile would be heard at once, later.
    if (this.context.state !== 'running') return;
    const start = this.context.currentTime + 0.02;
    const tones = isEmergency ? [880, 660, 880, 660] : [660, 880];
    tones.forEach((frequency, place) => {
      const tone = this.context.createOscillator();
      const loudness = this.context.createGain();
      const from = start + place * 0.2;
      tone.frequency.value = frequency;
      loudness.gain.setValueAtTime(0, from);
      loudness.gain.linearRampToValueAtTime(0.25, from + 0.02);
      loudness.gain.linearRampToValueAtTime(0, from + 0.18);
      tone.connect(loudness).connect(this.context.destination);
      tone.start(from);
      tone.stop(from + 0.2);
    });
  }
}

/** What the page says of new requests, by the two switches in `root`. */
export class Notices {
  constructor(root, alarm) {
    this.root = root;
    this.alarm = alarm;
    this.words = root.dataset;
    this.sound = new Sound();
    this.count = new Count();
    /** The ids on the wall; undefined before it was read. */
    this.known = undefined;
    /** The emergencies that nobody here has seen yet, by id. */
    this.unseen = new Map();
    /** Those of them that nobody has answered. */
    this.waiting = [];
    for (const control of root.querySelectorAll('button')) {
      control.addEventListener('click', () => this.toggle(control));
      this.mark(control);
    }
    if (!('Notification' in window)) root.querySelector('[data-notice=desktop]').hidden = true;
    root.hidden = false;
    // After a page was loaded anew the sound waits for the first touch, but where the browser asks for none.
    if (this.isOn('sound')) this.sound.wake();
    for (const touch of ['pointerdown', 'keydown']) {
      addEventListener(touch, () => this.isOn('sound') && this.sound.wake(), {once: true});
    }
    alarm.addEventListener('click', event => {
      const id = event.target.closest('[data-seen]')?.dataset.seen;
      if (!id) return;
      this.unseen.delete(id);
      this.waiting = this.waiting.filter(other => other !== id);
      memory.set(seenKey, [...seen(), id].slice(-mostSeen).join(' '));
      this.showAlarm();
      document.getElementById('content').focus();
    });
    setInterval(() => this.waiting.length > 0 && this.isOn('sound') && this.sound.play(true), ringEvery);
  }

  isOn(kind) {
    if (kind === 'desktop' && globalThis.Notification?.permission !== 'granted') return false;
    return memory.get(`helpbridge-notice-${kind}`) === 'on';
  }

  /** Whether somebody wants to be told of what they do not see. */
  get isWanted() { return this.isOn('sound') || this.isOn('desktop'); }

  async toggle(control) {
    const kind = control.dataset.notice;
    const wasOn = this.isOn(kind);
    if (kind === 'desktop' && !wasOn && await Notification.requestPermission() !== 'granted') {
      this.root.querySelector('.notices-denied').hidden = false;
      return;
    }
    memory.set(`helpbridge-notice-${kind}`, wasOn ? 'off' : 'on');
    if (kind === 'sound' && !wasOn) this.sound.wake().then(() => this.sound.play(false));
    this.mark(control);
  }

  mark(control) {
    control.setAttribute('aria-pressed', String(this.isOn(control.dataset.notice)));
  }

  /** Reads the wall after it has changed. */
  read(wall) {
    const items = [...wall.querySelectorAll('li[data-id]')];
    const ids = new Set(items.map(item => item.dataset.id));
    const fresh = this.known ? items.filter(item => !this.known.has(item.dataset.id)) : [];
    const emergencies = items.filter(item => item.hasAttribute('data-emergency'));
    const isAnswered = item => item.querySelector('.badge[data-state=connected]') !== null;
    for (const item of emergencies) {
      const {id} = item.dataset;
      if (this.known?.has(id) || isAnswered(item) || seen().includes(id)) continue;
      this.unseen.set(id, this.describe(item));
    }
    this.waiting = emergencies.filter(item => !isAnswered(item)).map(item => item.dataset.id)
      .filter(id => this.unseen.has(id));
    this.known = ids;
    for (const item of fresh) this.notify(item);
    if (fresh.length > 0 && this.isOn('sound')) {
      this.sound.play(fresh.some(item => item.hasAttribute('data-emergency')));
    }
    this.count.show(items.length, emergencies.length > 0 || this.unseen.size > 0);
    this.showAlarm();
  }

  describe(item) {
    return [...item.querySelectorAll('h3, h3 + p')].map(part => part.textContent.trim()).join(' – ');
  }

  notify(item) {
    if (!this.isOn('desktop')) return;
    const isEmergency = item.hasAttribute('data-emergency');
    try {
      const shown = new Notification(isEmergency ? this.words.emergency : this.words.request, {
        body: this.describe(item), tag: item.dataset.id, requireInteraction: isEmergency,
        lang: document.documentElement.lang, dir: document.documentElement.dir || 'auto'
      });
      shown.onclick = () => {
        window.focus();
        shown.close();
      };
    } catch {
      // Browsers of phones have them for installed pages only.
    }
  }

  /** An emergency stays above the wall, also when it is over, until somebody says that they have seen it. */
  showAlarm() {
    this.alarm.hidden = this.unseen.size === 0;
    const shown = new Set([...this.alarm.querySelectorAll('[data-alarm]')].map(line => line.dataset.alarm));
    for (const line of this.alarm.querySelectorAll('[data-alarm]')) {
      if (!this.unseen.has(line.dataset.alarm)) line.remove();
      else line.querySelector('.alarm-over').hidden = this.known.has(line.dataset.alarm);
    }
    for (const [id, text] of this.unseen) {
      if (shown.has(id)) continue;
      const line = this.alarm.querySelector('template').content.firstElementChild.cloneNode(true);
      line.dataset.alarm = id;
      line.querySelector('.alarm-text').textContent = text;
      line.querySelector('button').dataset.seen = id;
      line.querySelector('.alarm-over').hidden = this.known.has(id);
      this.alarm.append(line);
    }
  }
}

/** The number of missed requests in the header, as it is now. */
export function showMissed({count, text}) {
  const link = document.querySelector('.bar-links a[href="/supervisor/missed"]');
  if (!link) return;
  for (const old of link.querySelectorAll('.count-badge, .visually-hidden')) old.remove();
  if (!count) return;
  const badge = document.createElement('span');
  badge.className = 'count-badge';
  badge.setAttribute('aria-hidden', 'true');
  badge.textContent = count;
  const words = document.createElement('span');
  words.className = 'visually-hidden';
  words.textContent = text;
  link.append(' ', badge, words);
}
