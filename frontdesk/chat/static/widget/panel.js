/* The widget's frame: launcher, header with its menu, the log, and the field to write in. */

import { Composer } from "./composer.js";
import { element, icon } from "./dom.js";
import { Menu } from "./menu.js";

const BUBBLE = "M20 11.5a7.5 7.5 0 0 1-11.2 6.6L4 20l1.9-4.8A7.5 7.5 0 1 1 20 11.5Z";
const CHEVRON = "M6 9.5l6 6 6-6";
const CROSS = "M6 6l12 12M18 6L6 18";
const SPARK = "M12 3.5l2.2 6.3 6.3 2.2-6.3 2.2L12 20.5l-2.2-6.3L3.5 12l6.3-2.2L12 3.5Z";

export class Panel {
  #actions;
  #composer;
  #menu;
  #panel;
  #root;
  #launcher;
  #badge = element("span", { class: "badge", hidden: true });
  #avatar = element("div", { class: "avatar", "aria-hidden": "true" });
  #partner = element("p", { class: "with" });
  #line = element("p", { class: "line", role: "status" });
  #intro = element("div", { class: "intro" });

  /**
   * @param brand   the company's name
   * @param actions what the customer may do: toggle(), write(text), askForPerson(), startOver()
   */
  constructor(brand, actions) {
    this.#actions = actions;
    this.#composer = new Composer(actions.write);
    this.#menu = new Menu({
      "Talk to a person": () => this.#afterMenu(actions.askForPerson),
      "Start a new conversation": () => this.#afterMenu(actions.startOver),
    });
    const logRole = { role: "log", "aria-live": "polite", "aria-label": "Conversation", tabindex: "0" };
    this.log = element("div", { class: "log", ...logRole }, this.#intro);
    this.#panel = this.#buildPanel(brand);
    this.#launcher = element(
      "button",
      { class: "launcher", type: "button", "aria-expanded": "false", onclick: actions.toggle },
      icon(BUBBLE),
      icon(CHEVRON),
      this.#badge,
    );
    const onkeydown = (event) => this.#onKey(event);
    this.#root = element("div", { class: "root", onkeydown }, this.#panel, this.#launcher);
    this.showPartner(null);
    this.setUnread(0);
    fitAboveKeyboard(this.#root);
  }

  get root() {
    return this.#root;
  }

  get isOpen() {
    return !this.#panel.hidden;
  }

  show(isOpen, { moveFocus }) {
    this.#panel.hidden = !isOpen;
    this.#root.classList.toggle("open", isOpen);
    this.#launcher.setAttribute("aria-expanded", String(isOpen));
    this.#menu.close();
    this.setUnread(0);
    if (!moveFocus) return;
    if (isOpen) this.#composer.focus();
    else this.#launcher.focus();
  }

  /** The number on the launcher, and in its label. */
  setUnread(count) {
    this.#badge.hidden = count === 0;
    this.#badge.textContent = count > 9 ? "9+" : String(count);
    const unread = count ? `, ${count} unread` : "";
    this.#launcher.setAttribute("aria-label", this.isOpen ? "Close chat" : `Open chat${unread}`);
  }

  /** Who the customer talks to: the handoff's `{state, agent}`, or null. */
  showPartner(handoff) {
    const isWithPerson = handoff?.state === "active";
    const agent = handoff?.agent || "a person";
    this.#avatar.classList.toggle("person", isWithPerson);
    this.#avatar.replaceChildren(isWithPerson ? agent[0].toUpperCase() : icon(SPARK));
    if (isWithPerson) this.#partner.textContent = `You're talking to ${agent}`;
    else if (handoff?.state === "queued") this.#partner.textContent = "Waiting for a person to join";
    else this.#partner.textContent = "Assistant · answers right away";
  }

  /** A line about the connection, above the conversation; "" takes it away. */
  showLine(text) {
    this.#line.textContent = text;
  }

  showIntro(...nodes) {
    this.#intro.replaceChildren(...nodes);
  }

  setLimit(maxChars) {
    this.#composer.setLimit(maxChars);
  }

  focusComposer() {
    this.#composer.focus();
  }

  #buildPanel(brand) {
    const close = element(
      "button",
      { type: "button", class: "tool", "aria-label": "Close chat", onclick: this.#actions.toggle },
      icon(CROSS),
    );
    const title = element("div", { class: "title" }, element("h2", {}, brand), this.#partner);
    const header = element("header", {}, this.#avatar, title, this.#menu.button, close, this.#menu.list);
    return element(
      "section",
      { class: "panel", role: "dialog", "aria-label": `Chat with ${brand}`, hidden: true },
      header,
      this.#line,
      this.log,
      this.#composer.form,
    );
  }

  #onKey(event) {
    // The page's own shortcuts must not react to what is typed here.
    event.stopPropagation();
    if (event.isComposing || this.#menu.handleKey(event)) return;
    if (event.key === "Escape" && this.isOpen) this.#actions.toggle();
  }

  #afterMenu(action) {
    this.#composer.focus();
    action();
  }
}

/* On a phone the keyboard covers the page's lower part; the panel is as high as what stays visible. */
function fitAboveKeyboard(root) {
  const view = window.visualViewport;
  const fit = () => root.style.setProperty("--visible-height", `${view.height}px`);
  view?.addEventListener("resize", fit);
}
