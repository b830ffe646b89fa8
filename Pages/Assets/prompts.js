// What helps to fill in the prompts of a route: placeholders that are put in with a click, texts in the direction of the
// voice that says them, the recording that is chosen to be heard or downloaded.

const form = document.querySelector('form.route');
const voice = form.querySelector('[name=voice]');
const rightToLeft = form.dataset.rightToLeft.split(' ');

const turn = () => {
  const direction = rightToLeft.includes(voice.value) ? 'rtl' : 'ltr';
  for (const text of form.querySelectorAll('.prompt textarea')) text.dir = direction;
};
voice.addEventListener('change', turn);

const template = document.getElementById('placeholders').content.firstElementChild;
const chip = template.firstElementChild;
template.replaceChildren(...[...form.querySelectorAll('.pair')].map(pair => {
  const button = chip.cloneNode();
  button.dataset.insert = pair.querySelector('code').textContent;
  button.textContent = pair.lastElementChild.textContent;
  return button;
}));

for (const prompt of form.querySelectorAll('.prompt')) {
  const text = prompt.querySelector('textarea');
  const chips = template.cloneNode(true);
  // They have no value when this one is spoken.
  const lacking = text.dataset.lacks?.split(' ') ?? [];
  for (const chip of [...chips.children]) {
    if (lacking[0] === '*' || lacking.includes(chip.dataset.insert.slice(1, -1))) chip.remove();
  }
  if (chips.children.length) text.after(chips);
  chips.addEventListener('click', event => {
    const chip = event.target.closest('[data-insert]');
    if (!chip) return;
    text.setRangeText(chip.dataset.insert, text.selectionStart, text.selectionEnd, 'end');
    text.dispatchEvent(new Event('input', {bubbles: true}));
    text.focus();
  });

  const select = prompt.querySelector('select');
  // Without a recording there is none yet.
  let download = prompt.querySelector('[download]');
  if (!download) {
    download = document.getElementById('download').content.firstElementChild.cloneNode(true);
    download.querySelector('.visually-hidden').textContent = `: ${prompt.querySelector('legend').textContent}`;
    select.after(download);
  }
  const follow = () => {
    download.hidden = !select.value;
    download.href = `/admin/sounds/${encodeURIComponent(select.value)}/audio`;
  };
  select.addEventListener('change', follow);
  follow();
}
