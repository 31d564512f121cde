/* The field to write in: it grows with the text, Enter sends, Shift+Enter begins a line. */

import { element, icon } from "./dom.js";

const ARROW = "M12 19V5M6 11l6-6 6 6";
const COUNT_FROM = 0.9;

export class Composer {
  #write;
  #field;
  #counter = element("p", { class: "counter", role: "status" });
  #maxChars = Infinity;

  /** @param write takes the text that the customer sends */
  constructor(write) {
    this.#write = write;
    this.#field = element("textarea", {
      id: "message",
      rows: "1",
      dir: "auto",
      placeholder: "Write a message…",
      autocomplete: "off",
      oninput: () => this.#refresh(),
      onkeydown: (event) => this.#onKey(event),
    });
    this.form = element(
      "form",
      { onsubmit: (event) => this.#onSubmit(event) },
      element("label", { class: "hidden-label", for: "message" }, "Your message"),
      this.#field,
      element("button", { type: "submit", class: "send", "aria-label": "Send" }, icon(ARROW)),
      this.#counter,
    );
  }

  focus() {
    this.#field.focus();
  }

  setLimit(maxChars) {
    this.#maxChars = maxChars;
    this.#refresh();
  }

  get #length() {
    // The server counts characters, a string's length counts UTF-16 units.
    return [...this.#field.value].length;
  }

  #refresh() {
    const [length, limit] = [this.#length, this.#maxChars];
    const counts = `${length.toLocaleString()} of ${limit.toLocaleString()} characters`;
    this.#counter.textContent = length > limit * COUNT_FROM ? counts : "";
    this.form.classList.toggle("too-long", length > limit);
    this.form.classList.toggle("filled", this.#field.value.trim() !== "");
    this.#field.style.height = "auto";
    if (this.#field.scrollHeight) this.#field.style.height = `${this.#field.scrollHeight + 3}px`;
  }

  #onKey(event) {
    // While an input method composes a character, Enter accepts it.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.form.requestSubmit();
  }

  #onSubmit(event) {
    event.preventDefault();
    const text = this.#field.value;
    if (!text.trim() || this.#length > this.#maxChars) return;
    this.#field.value = "";
    this.#refresh();
    this.#field.focus();
    this.#write(text);
  }
}
