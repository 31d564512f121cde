/* The chat in a page: puts the widget there and keeps it, the server and the browser's memory in step. */

import { Connection } from "./connection.js";
import { element } from "./dom.js";
import { Memory } from "./memory.js";
import { choices } from "./message.js";
import { Panel } from "./panel.js";
import { Transcript } from "./transcript.js";

const TYPING_DELAY = 250;

/**
 * Puts the widget into this page. Options: server (URL), identity (token or ""), brand, suggestions (questions).
 * A click on anything in the page with a data-chat-ask attribute opens the chat and asks that.
 */
export async function start(options) {
  const response = await fetch(new URL("widget/widget.css", options.server));
  const style = new CSSStyleSheet();
  await style.replace(await response.text());
  const host = element("frontdesk-widget");
  const shadow = host.attachShadow({ mode: "open" });
  // A sheet that is adopted, unlike a style element, is allowed by a page's content security policy.
  shadow.adoptedStyleSheets = [style];
  const chat = new Chat(options);
  shadow.append(chat.panel.root);
  document.body.append(host);
  chat.begin();
}

class Chat {
  #options;
  #memory;
  #connection;
  #transcript;
  #conversation = null;
  #lastSeq = 0;
  #upToDateAt = 0;
  #isRecognised = true;
  #handoff = null;
  #typingTimer = 0;

  constructor(options) {
    this.#options = options;
    this.#memory = new Memory(options.server, options.identity);
    this.panel = new Panel(options.brand, {
      toggle: () => this.#toggle(),
      write: (text) => this.#write(text),
      askForPerson: () => this.#write("I want to talk to a person"),
      startOver: () => this.#startOver(),
    });
    this.#transcript = new Transcript(this.panel.log, {
      server: options.server,
      onChoose: ({ title, payload }) => this.#choose(title, payload),
    });
    this.#connection = new Connection(options.server, {
      greet: () => this.#hello(),
      onFrame: (frame) => this.#onFrame[frame.type]?.(frame),
      onState: (state) => this.#showState(state),
    });
  }

  begin() {
    this.#memory.onChange(() => this.#onOtherTab());
    document.addEventListener("visibilitychange", () => this.#markRead());
    document.addEventListener("click", ({ target }) => {
      const asker = target.closest("[data-chat-ask]");
      if (asker) this.#ask(asker.dataset.chatAsk);
    });
    this.#conversation = this.#memory.conversation;
    this.#showIntro(null);
    if (this.#memory.isOpen) this.panel.show(true, { moveFocus: false });
    if (this.#conversation || this.panel.isOpen) this.#connection.open();
  }

  #toggle() {
    const isOpen = !this.panel.isOpen;
    this.panel.show(isOpen, { moveFocus: true });
    this.#memory.isOpen = isOpen;
    if (!isOpen) return;
    this.#transcript.scrollToEnd();
    this.#markRead();
    if (!this.#connection.isWanted) this.#connection.open();
  }

  #ask(question) {
    if (this.panel.isOpen) this.panel.focusComposer();
    else this.#toggle();
    this.#write(question);
  }

  #hello() {
    const { id = null, key = null } = this.#conversation ?? {};
    const identity = this.#options.identity || null;
    return { type: "hello", conversation: id, key, identity, after: this.#lastSeq };
  }

  #onFrame = {
    welcome: (frame) => this.#enter(frame),
    message: (frame) => this.#show(frame),
    ack: ({ id, seq, at }) => {
      this.#memory.drop(id);
      this.#transcript.acknowledge(id, seq, at);
      // An acknowledgement may overtake messages that are still to come; their numbers must not be skipped.
      if (seq === this.#lastSeq + 1) this.#lastSeq = seq;
    },
    typing: ({ on }) => this.#setTyping(on && this.#handoff?.state !== "active"),
    notice: ({ text }) => this.#transcript.notice(text),
    error: (frame) => this.#onError(frame),
  };

  #enter(frame) {
    const stored = this.#memory.conversation;
    const isNew = frame.conversation !== this.#conversation?.id;
    if (isNew && stored && stored.id !== this.#conversation?.id) return this.#switchTo(stored);
    if (isNew) {
      this.#clear();
      this.#conversation = { id: frame.conversation, key: frame.key, read: 0 };
      // A signed-in customer whose token no longer holds chats as a visitor for now; their own conversation is kept.
      this.#isRecognised = frame.customer !== null || this.#memory.isVisitor;
      if (this.#isRecognised) this.#memory.conversation = this.#conversation;
    }
    this.#upToDateAt = frame.last;
    this.panel.log.setAttribute("aria-live", this.#lastSeq < frame.last ? "off" : "polite");
    this.panel.setLimit(frame.max_chars);
    this.#setHandoff(frame.handoff);
    this.#showIntro(frame.customer);
    this.#memory.adopt(frame.conversation);
    for (const message of this.#memory.outbox) this.#send(message);
  }

  #show(message) {
    if (message.id) this.#memory.drop(message.id);
    this.#lastSeq = Math.max(this.#lastSeq, message.seq);
    this.#transcript.add(message);
    if (message.handoff) this.#setHandoff(message.handoff);
    if (this.#lastSeq >= this.#upToDateAt) this.panel.log.setAttribute("aria-live", "polite");
    this.#markRead();
  }

  #write(text) {
    this.#post({ text });
  }

  #choose(title, payload) {
    this.panel.focusComposer();
    this.#post({ text: title, payload });
  }

  #post({ text, payload = null }) {
    const conversation = this.#conversation?.id ?? null;
    const message = { id: newId(), text, payload, at: new Date().toISOString(), conversation };
    this.#memory.keep(message);
    this.#send(message);
  }

  #send(message) {
    const { id, text, payload } = message;
    this.#transcript.addPending(message);
    this.#transcript.setStatus(id, "Sending…");
    this.#connection.send({ type: "message", id, text, ...(payload ? { payload } : {}) });
  }

  #onError({ code, text, id, retry_after: retryAfter }) {
    const message = this.#memory.outbox.find((candidate) => candidate.id === id);
    if (!id) {
      // Without a conversation nothing can be sent: the hello was refused, and a new socket says it again.
      this.panel.showLine(text);
      if (retryAfter) setTimeout(() => this.#connection.reopen(), retryAfter * 1000);
    } else if (retryAfter && message) {
      this.#transcript.setStatus(id, text);
      setTimeout(() => this.#resend(id), retryAfter * 1000 + 200);
    } else {
      console.warn(`The chat refused a message (${code}): ${text}`);
      this.#memory.drop(id);
      this.#transcript.setStatus(id, text, true);
    }
  }

  #resend(id) {
    const message = this.#memory.outbox.find((candidate) => candidate.id === id);
    if (message) this.#send(message);
  }

  #startOver() {
    this.#memory.conversation = null;
    this.#switchTo(null);
  }

  #switchTo(conversation) {
    this.#clear();
    this.#conversation = conversation;
    this.#connection.reopen();
  }

  #onOtherTab() {
    if (!this.#isRecognised) return;
    const stored = this.#memory.conversation;
    if (stored && stored.id !== this.#conversation?.id) this.#switchTo(stored);
    else if (stored) {
      this.#conversation = stored;
      this.#markRead();
    }
  }

  #clear() {
    this.#transcript.clear();
    this.#lastSeq = 0;
    this.#setHandoff(null);
  }

  #setHandoff(handoff) {
    this.#handoff = handoff;
    this.panel.showPartner(handoff);
  }

  #setTyping(isTyping) {
    clearTimeout(this.#typingTimer);
    // An answer that comes at once needs no dots.
    if (isTyping) this.#typingTimer = setTimeout(() => this.#transcript.setTyping(true), TYPING_DELAY);
    else this.#transcript.setTyping(false);
  }

  #showState(state) {
    if (state === "lost") this.#setTyping(false);
    if (state === "open") this.panel.showLine("");
    if (state === "lost") this.panel.showLine("Reconnecting… What you write is kept.");
  }

  #markRead() {
    if (!this.#conversation) return;
    if (this.panel.isOpen && !document.hidden && this.#lastSeq > this.#conversation.read) {
      this.#conversation = { ...this.#conversation, read: this.#lastSeq };
      if (this.#memory.conversation?.id === this.#conversation.id) this.#memory.conversation = this.#conversation;
    }
    this.panel.setUnread(this.panel.isOpen ? 0 : this.#transcript.answersAfter(this.#conversation.read));
  }

  #showIntro(customer) {
    const greeting = customer ? `Hi ${customer.first_name}, how can we help?` : "Hi, how can we help?";
    const text = "Ask anything in your own words. You can talk to a person at any time.";
    const suggestions = this.#options.suggestions.map((title) => ({ title }));
    const offer = choices(suggestions, ({ title }) => this.#choose(title));
    this.panel.showIntro(element("h3", {}, greeting), element("p", {}, text), offer);
  }
}

function newId() {
  // randomUUID exists only on secure pages; a company's page may be plain http.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
