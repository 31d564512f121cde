/* Where the log stands: it follows what is said, but never scrolls the beginning of an answer out of sight. */

import { element, icon } from "./dom.js";

const NEAR_END = 60;
const BURST = 4_000;
const MARGIN = 12;

export class Scrolling {
  #log;
  #anchor = null;
  #lastAt = 0;
  #ownTop = 0;
  #toNewest;

  /** @param log the element that scrolls */
  constructor(log) {
    this.#log = log;
    const onclick = () => this.toEnd();
    this.#toNewest = element(
      "button",
      { type: "button", class: "newest", "aria-label": "To the newest message", hidden: true, onclick },
      icon("M12 5v14M6 13l6 6 6-6"),
    );
    log.append(this.#toNewest);
    log.addEventListener("scroll", () => this.#showWay(), { passive: true });
  }

  /** Whether the reader is where the conversation goes on, not somewhere above; ask before the log grows. */
  get isFollowing() {
    return this.#distance <= NEAR_END || Math.abs(this.#log.scrollTop - this.#ownTop) < 2;
  }

  /** The customer wrote this: what is answered is shown from here on. */
  toOwn(node) {
    this.#anchor = node;
    this.#lastAt = Date.now();
    this.toEnd();
  }

  /** An answer came. Several that come together are read from the first of them, below the question. */
  toAnswer(node) {
    if (Date.now() - this.#lastAt > BURST || !this.#isUsefulAnchor) this.#anchor = node;
    this.#lastAt = Date.now();
    const top = this.#anchor.getBoundingClientRect().top - this.#log.getBoundingClientRect().top;
    this.#scrollTo(Math.min(this.#log.scrollHeight - this.#log.clientHeight, this.#log.scrollTop + top - MARGIN));
  }

  toEnd() {
    this.#scrollTo(this.#log.scrollHeight - this.#log.clientHeight);
  }

  /** The log grew and nothing is to be scrolled to. */
  stay() {
    this.#showWay();
  }

  get #isUsefulAnchor() {
    // Below a question that fills the log, its answer would be out of sight.
    return this.#anchor?.isConnected && this.#anchor.offsetHeight < this.#log.clientHeight / 2;
  }

  get #distance() {
    return this.#log.scrollHeight - this.#log.scrollTop - this.#log.clientHeight;
  }

  #scrollTo(top) {
    this.#log.scrollTop = top;
    this.#ownTop = this.#log.scrollTop;
    this.#showWay();
  }

  #showWay() {
    this.#toNewest.hidden = this.#distance <= NEAR_END;
  }
}
