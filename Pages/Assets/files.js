// A browser speaks of files in its own language, which need not be that of the page.

const words = document.body.dataset;

for (const input of document.querySelectorAll('input[type=file]')) {
  const [file, button, name] = ['span', 'span', 'bdi'].map(kind => document.createElement(kind));
  file.className = 'file';
  button.className = 'button';
  button.textContent = words.chooseFile;
  name.textContent = words.noFile;
  for (const part of [button, name]) part.setAttribute('aria-hidden', 'true');
  input.before(file);
  file.append(button, name, input);
  input.addEventListener('change', () => { name.textContent = input.files[0]?.name ?? words.noFile; });
}
