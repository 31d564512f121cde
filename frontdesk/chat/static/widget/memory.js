/* What the browser remembers, for all tabs of the site: which conversation is ours, and what is not sent yet. */

/**
 * Each customer has a slot of their own, so that one who signs in again finds their conversation again. The server
 * checks who may see it; the slot only says what to ask for.
 */
export class Memory {
  #slot;
  #local = storage("localStorage");
  #session = storage("sessionStorage");

  constructor(server, identity) {
    this.isVisitor = !identity;
    this.#slot = `frontdesk:${server.href}:${identity ? customerOf(identity) : ""}`;
  }

  /** The conversation, `{id, key, read}`, or null. `read` is the number of the newest message that was seen. */
  get conversation() {
    return this.#get("conversation", null);
  }

  set conversation(conversation) {
    this.#set("conversation", conversation);
  }

  /** Messages not acknowledged yet, `{id, text, payload, at, conversation}`, oldest first. */
  get outbox() {
    return this.#get("outbox", []);
  }

  keep(message) {
    this.#set("outbox", [...this.outbox.filter(({ id }) => id !== message.id), message]);
  }

  drop(id) {
    const outbox = this.outbox;
    if (outbox.some((message) => message.id === id)) {
      this.#set("outbox", outbox.filter((message) => message.id !== id));
    }
  }

  /** Give messages written before there was a conversation to this one, and drop those of any other. */
  adopt(conversation) {
    const ours = this.outbox.filter((message) => !message.conversation || message.conversation === conversation);
    this.#set("outbox", ours.map((message) => ({ ...message, conversation })));
  }

  /** Whether this tab had the chat open; it stays so from page to page. */
  get isOpen() {
    return this.#session.getItem("frontdesk:open") === "yes";
  }

  set isOpen(isOpen) {
    this.#session.setItem("frontdesk:open", isOpen ? "yes" : "no");
  }

  /** Calls `listener` when another tab changed what is remembered of the conversation. */
  onChange(listener) {
    window.addEventListener("storage", (event) => {
      if (event.key === `${this.#slot}:conversation`) listener();
    });
  }

  #get(name, otherwise) {
    try {
      return JSON.parse(this.#local.getItem(`${this.#slot}:${name}`)) ?? otherwise;
    } catch {
      return otherwise;
    }
  }

  #set(name, value) {
    this.#local.setItem(`${this.#slot}:${name}`, JSON.stringify(value));
  }
}

function customerOf(identity) {
  try {
    const body = identity.split(".")[0].replaceAll("-", "+").replaceAll("_", "/");
    return String(JSON.parse(atob(body)).customer_id);
  } catch {
    return "unreadable";
  }
}

/* A browser may forbid storage, or have none left: then the page remembers until it is left. */
function storage(kind) {
  const kept = new Map();
  const inMemory = { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => kept.set(key, value) };
  try {
    const real = window[kind];
    real.setItem("frontdesk:probe", "1");
    real.removeItem("frontdesk:probe");
    return real;
  } catch {
    return inMemory;
  }
}
