/* The header's menu, by mouse and by keyboard. */

import { element, icon } from "./dom.js";

const DOTS = "M5 12h.01M12 12h.01M19 12h.01";

export class Menu {
  #items;

  /** @param choices what each item does, by its label */
  constructor(choices) {
    this.#items = Object.entries(choices).map(([label, action]) => {
      const onclick = () => {
        this.close();
        action();
      };
      return element("button", { type: "button", role: "menuitem", tabindex: "-1", onclick }, label);
    });
    const role = { role: "menu", "aria-label": "Conversation", hidden: true };
    this.list = element("div", { class: "menu", ...role }, ...this.#items);
    const states = { "aria-label": "Menu", "aria-haspopup": "menu", "aria-expanded": "false" };
    const onclick = () => this.#toggle();
    this.button = element("button", { type: "button", class: "tool", ...states, onclick }, icon(DOTS));
    this.list.addEventListener("focusout", ({ relatedTarget }) => {
      if (!this.list.contains(relatedTarget) && relatedTarget !== this.button) this.close();
    });
  }

  close() {
    this.list.hidden = true;
    this.button.setAttribute("aria-expanded", "false");
  }

  /** Takes a key that is meant for the open menu; tells whether it was. */
  handleKey(event) {
    if (this.list.hidden) return false;
    if (event.key === "Escape") {
      this.close();
      this.button.focus();
      return true;
    }
    const at = this.#items.indexOf(this.list.getRootNode().activeElement);
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
    if (next === undefined) return false;
    event.preventDefault();
    this.#items.at(next % this.#items.length).focus();
    return true;
  }

  #toggle() {
    const willOpen = this.list.hidden;
    this.list.hidden = !willOpen;
    this.button.setAttribute("aria-expanded", String(willOpen));
    if (willOpen) this.#items[0].focus();
  }
}
