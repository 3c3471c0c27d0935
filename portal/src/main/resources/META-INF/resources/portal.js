// What happens in the browser without asking the server: relative times that turn by themselves, and copying.

const UNITS = [['d', 86400], ['h', 3600], ['min', 60]];

/** 90061 -> "1 d 1 h" */
function span(seconds) {
  const first = UNITS.findIndex(([, size]) => seconds >= size);
  if (first < 0) {
    return `${Math.floor(seconds)} s`;
  }
  const [unit, size] = UNITS[first];
  const [lower, lowerSize] = first < UNITS.length - 1 ? UNITS[first + 1] : ['s', 1];
  const rest = Math.floor((seconds % size) / lowerSize);
  const amount = Math.floor(seconds / size);
  return lower === 's' || rest === 0 ? `${amount} ${unit}` : `${amount} ${unit} ${rest} ${lower}`;
}

/** <time-ago at="2026-11-24T14:04:00Z" [late-after="120" unknown-after="600"]>: seconds after which a status counts for less */
class TimeAgo extends HTMLElement {
  static shown = new Set();
  static observedAttributes = ['at'];

  connectedCallback() {
    TimeAgo.shown.add(this);
    this.turn();
  }

  disconnectedCallback() {
    TimeAgo.shown.delete(this);
  }

  attributeChangedCallback() {
    if (this.isConnected) {
      this.turn();
    }
  }

  turn() {
    const seconds = (Date.now() - Date.parse(this.getAttribute('at'))) / 1000;
    const text = this.words(seconds) + this.standing(seconds);
    if (this.textContent !== text) {
      this.textContent = text;
    }
  }

  words(seconds) {
    if (Math.abs(seconds) < 20) {
      return 'just now';
    }
    return seconds > 0 ? `${span(seconds)} ago` : `in ${span(-seconds)}`;
  }

  standing(seconds) {
    const state = seconds > this.limit('unknown-after') ? 'unknown' : seconds > this.limit('late-after') ? 'late' : 'fresh';
    this.setAttribute('state', state);
    return { unknown: ', too old to rely on', late: ', late', fresh: '' }[state];
  }

  limit(name) {
    return Number(this.getAttribute(name) ?? Infinity);
  }
}
customElements.define('time-ago', TimeAgo);
setInterval(() => TimeAgo.shown.forEach((time) => time.turn()), 5000);

/** The skip link moves focus; as an address, #content would lead to the start page, since links here are relative to it. */
document.addEventListener('click', (event) => {
  if (event.target.closest?.('.skip-link')) {
    event.preventDefault();
    document.querySelector('main').focus();
  }
});

/** A click on [data-copy] takes the text of the box around it to the clipboard; selects it where that is refused. */
document.addEventListener('click', async (event) => {
  const box = event.target.closest?.('[data-copy]')?.closest('.copy-box');
  if (!box) {
    return;
  }
  const text = box.querySelector('pre');
  const said = box.querySelector('.said');
  try {
    await navigator.clipboard.writeText(text.textContent);
    said.textContent = 'Copied';
  } catch {
    getSelection().selectAllChildren(text);
    said.textContent = 'Selected: press Ctrl+C';
  }
  setTimeout(() => { said.textContent = ''; }, 4000);
});
