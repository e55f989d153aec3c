// A button that copies the raw data. The page can be read without it.
const button = document.getElementById('page-copy');
const data = document.getElementById('page-text');

function say(text) {
  button.textContent = text;
  setTimeout(() => { button.textContent = 'Copy'; }, 2000);
}

// Pages that did not come by a secure way have no clipboard, but the old command.
function copyByCommand() {
  data.select();
  return document.execCommand('copy');
}

button.addEventListener('click', async () => {
  try {
    await navigator.clipboard.writeText(data.value);
    say('Copied');
  } catch {
    say(copyByCommand() ? 'Copied' : 'Press Ctrl+C to copy');
  }
});
button.hidden = false;
