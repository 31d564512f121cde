// Keyboard shortcuts. They rest while somebody writes or a dialog is open.

/** Call `commands[key]()` when that key is pressed on its own. */
export function listenForKeys(commands) {
  document.addEventListener("keydown", (event) => {
    const isWriting = event.target.matches("input, textarea, [contenteditable]");
    if (event.key === "Escape" && isWriting) return event.target.blur();
    if (isWriting || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    const command = commands[event.key.toLowerCase()];
    if (!command) return;
    event.preventDefault();
    command();
  });
}
