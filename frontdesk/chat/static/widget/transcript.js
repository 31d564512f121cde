/* The conversation as it is shown: messages in order, in groups, by day. */

import { element } from "./dom.js";
import { messageNode } from "./message.js";
import { Scrolling } from "./scrolling.js";

const DAY = new Intl.DateTimeFormat(undefined, { weekday: "long", day: "numeric", month: "long" });
const GROUP_GAP = 5 * 60_000;

export class Transcript {
  #options;
  #scrolling;
  #entries = [];
  #typing = element("div", { class: "typing", hidden: true, "aria-hidden": "true" });

  /**
   * @param log     the element to show messages in
   * @param options `{server, onChoose}`, as messageNode takes them
   */
  constructor(log, options) {
    this.#options = options;
    this.#typing.append(element("i"), element("i"), element("i"));
    log.append(this.#typing);
    this.#scrolling = new Scrolling(log);
  }

  /** Show a message of the server; one shown before is not shown twice. */
  add(message) {
    if (this.#entries.some(({ seq }) => seq === message.seq)) return;
    if (message.id && this.#find(message.id)) this.acknowledge(message.id, message.seq, message.at);
    else this.#insert(this.#entry(message));
  }

  /** Show a message that is on its way. */
  addPending({ id, text, at }) {
    if (!this.#find(id)) this.#insert(this.#entry({ id, text, at, author: "customer", seq: Infinity }));
    this.setStatus(id, "Sending…");
  }

  /** The server has the message: it moves to the place that its number gives it. */
  acknowledge(id, seq, at) {
    const entry = this.#find(id);
    if (!entry || entry.seq === seq) return;
    this.setStatus(id, "");
    this.#entries.splice(this.#entries.indexOf(entry), 1);
    this.#insert(Object.assign(entry, { seq, at: new Date(at) }));
  }

  /** The message waits, or was refused for good, for the reason given. */
  setStatus(id, text, isRefused = false) {
    const node = this.#find(id)?.node;
    if (!node) return;
    node.querySelector(".status").textContent = text;
    node.classList.toggle("refused", isRefused);
  }

  /** Show a line that is not part of the conversation. */
  notice(text) {
    const last = this.#entries.at(-1)?.seq ?? 0;
    // Between this message and the next one, whose number is greater by one.
    this.#insert(this.#entry({ author: "system", text, at: new Date(), seq: last + 0.5 }));
  }

  setTyping(isTyping) {
    const { isFollowing } = this.#scrolling;
    this.#typing.hidden = !isTyping;
    if (isTyping && isFollowing) this.#scrolling.toAnswer(this.#typing);
  }

  /** How many answers are numbered above `seq`. */
  answersAfter(seq) {
    const isAnswer = (entry) => entry.seq > seq && entry.text && ["bot", "agent"].includes(entry.author);
    return this.#entries.filter(isAnswer).length;
  }

  clear() {
    for (const { node } of this.#entries) node.remove();
    this.#entries = [];
    this.setTyping(false);
  }

  scrollToEnd() {
    this.#scrolling.toEnd();
  }

  #find(id) {
    return this.#entries.find((entry) => entry.id === id);
  }

  #entry(message) {
    return { ...message, at: new Date(message.at), node: messageNode(message, this.#options) };
  }

  #insert(entry) {
    const { isFollowing } = this.#scrolling;
    const isNew = !entry.node.isConnected;
    const next = this.#entries.findIndex(({ seq }) => seq > entry.seq);
    const place = next === -1 ? this.#entries.length : next;
    const before = this.#entries[place]?.node ?? this.#typing;
    // Moving a node makes a screen reader read it again, so it is moved only when its place changed.
    if (entry.node.nextSibling !== before) before.before(entry.node);
    this.#entries.splice(place, 0, entry);
    this.#arrange();
    if (isNew && entry.author === "customer") this.#scrolling.toOwn(entry.node);
    else if (isNew && isFollowing) this.#scrolling.toAnswer(entry.node);
    else this.#scrolling.stay();
  }

  #arrange() {
    const lastOfCustomer = this.#entries.findLastIndex(({ author }) => author === "customer");
    this.#entries.forEach((entry, index) => {
      const previous = this.#entries[index - 1];
      const next = this.#entries[index + 1];
      const { node } = entry;
      const isNewDay = previous?.at.toDateString() !== entry.at.toDateString();
      node.classList.toggle("first", !previous || !belongTogether(previous, entry));
      node.classList.toggle("last", !next || !belongTogether(entry, next));
      node.classList.toggle("spent", index < lastOfCustomer);
      if (isNewDay) node.dataset.day = dayName(entry.at);
      else delete node.dataset.day;
    });
  }
}

function belongTogether(one, other) {
  const haveSameAuthor = one.author === other.author && one.name === other.name && one.author !== "system";
  return haveSameAuthor && other.at - one.at < GROUP_GAP && one.at.toDateString() === other.at.toDateString();
}

function dayName(date) {
  const midnight = (day) => new Date(day).setHours(0, 0, 0, 0);
  const days = Math.round((midnight(new Date()) - midnight(date)) / 86_400_000);
  return ["Today", "Yesterday"][days] ?? DAY.format(date);
}
