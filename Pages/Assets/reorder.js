// Lists whose order counts (.reorder): moved by the grip with mouse or finger, by buttons or by the arrow keys. Without
// this script the buttons send the form, and the server moves.

for (const list of document.querySelectorAll('.reorder')) {
  list.classList.add('is-live');
  const items = () => [...list.children];
  const changed = () => list.dispatchEvent(new Event('change', {bubbles: true}));

  const move = (item, step) => {
    const other = step < 0 ? item.previousElementSibling : item.nextElementSibling;
    if (!other) return false;
    if (step < 0) other.before(item);
    else other.after(item);
    changed();
    return true;
  };

  list.addEventListener('click', event => {
    const button = event.target.closest('.move-up, .move-down, .move-out');
    if (!button) return;
    event.preventDefault();
    const item = button.closest('li');
    if (button.matches('.move-out')) {
      const next = item.nextElementSibling ?? item.previousElementSibling;
      item.remove();
      (next?.querySelector('input, button') ?? list.parentElement.querySelector('.add-item'))?.focus();
      changed();
      return;
    }
    move(item, button.matches('.move-up') ? -1 : 1);
    const same = button.matches('.move-up') ? '.move-up' : '.move-down';
    const isVisible = getComputedStyle(button).visibility !== 'hidden';
    (isVisible ? button : item.querySelector(same === '.move-up' ? '.move-down' : '.move-up')).focus();
  });

  list.addEventListener('keydown', event => {
    if (!event.altKey || !['ArrowUp', 'ArrowDown'].includes(event.key)) return;
    event.preventDefault();
    const focused = document.activeElement;
    if (move(event.target.closest('li'), event.key === 'ArrowUp' ? -1 : 1)) focused.focus();
  });

  list.addEventListener('pointerdown', event => {
    const grip = event.target.closest('.grip');
    if (!grip || event.button > 0) return;
    event.preventDefault();
    const item = grip.closest('li');
    item.classList.add('moving');
    grip.setPointerCapture(event.pointerId);
    const follow = moved => {
      const other = items().find(candidate => {
        const box = candidate.getBoundingClientRect();
        return candidate !== item && moved.clientY > box.top && moved.clientY < box.bottom;
      });
      if (!other) return;
      const box = other.getBoundingClientRect();
      const isBefore = items().indexOf(other) < items().indexOf(item);
      const isPassed = isBefore ? moved.clientY < box.top + box.height / 2 : moved.clientY > box.top + box.height / 2;
      // The others step aside: an item that is itself put elsewhere loses the pointer.
      let passed = isPassed ? null : other;
      while (passed !== other) {
        passed = isBefore ? item.previousElementSibling : item.nextElementSibling;
        if (isBefore) item.after(passed);
        else item.before(passed);
      }
    };
    const end = () => {
      item.classList.remove('moving');
      grip.removeEventListener('pointermove', follow);
      changed();
    };
    grip.addEventListener('pointermove', follow);
    grip.addEventListener('lostpointercapture', end, {once: true});
  });

  // A new item is made like the empty one that the page brings along.
  const add = list.parentElement.querySelector('.add-item');
  const empty = list.parentElement.querySelector('template');
  if (add && empty) {
    add.addEventListener('click', event => {
      event.preventDefault();
      list.append(empty.content.cloneNode(true));
      list.lastElementChild.querySelector('input')?.focus();
      changed();
    });
  }
}
