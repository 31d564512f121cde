// The middle pane: the head with what can be done, and the place to write.

import { agent, newMessageId } from "./api.js";
import { avatar, element, icon, iconButton, nothing } from "./dom.js";
import { drawTranscript, scrollToEnd } from "./transcript.js";
import * as words from "./words.js";

const header = document.getElementById("talk-header");
const log = document.getElementById("log");
const composer = document.getElementById("composer");
const empty = document.getElementById("nothing");
const drafts = new Map();
const maxChars = Number(document.querySelector('meta[name="message-max-chars"]').content);
let standing = ""; // what head and composer were drawn for: while it holds, focus and what is written stay

/** Draw a case. `actions` has accept(), askToClose(), showCustomer(), back() and send(messageId, text). */
export function drawConversation(item, actions) {
  empty.hidden = true;
  header.hidden = log.hidden = composer.hidden = false;
  const now = JSON.stringify([item.id, item.state, item.agent, item.customer_name]);
  if (now !== standing) {
    drawHeader(item, actions);
    drawComposer(item, actions);
  }
  standing = now;
  drawTranscript(item);
}

export function drawNoConversation(title, sentence) {
  standing = "";
  header.hidden = log.hidden = composer.hidden = true;
  empty.hidden = false;
  empty.replaceChildren(...nothing("chat", title, sentence).childNodes);
}

export function focusReply() {
  composer.querySelector("textarea")?.focus();
}

function drawHeader(item, actions) {
  const name = item.customer_name || "Visitor";
  const isMine = item.agent === agent;
  const parts = [
    iconButton("back", "Back to the list", { class: "only-phone", onclick: actions.back }),
    avatar(name),
    element("div", { class: "who" },
      element("h1", {}, name),
      element("p", { class: "where" }, [words.channel(item.channel), `case ${item.id}`].join(" · "))),
    status(item, isMine),
    item.state === "active" && isMine && button("close", "plain", "Close", actions.askToClose),
    item.state === "queued" && button("accept", "primary", "Accept", actions.accept),
    iconButton("person", "About the customer", { class: "only-narrow", onclick: actions.showCustomer }),
  ];
  header.replaceChildren(...parts.filter(Boolean));
}

function button(id, look, text, onclick) {
  return element("button", { id, class: look, type: "button", onclick }, text);
}

function status(item, isMine) {
  if (item.state === "queued") return element("span", { class: "badge amber" }, "Waiting");
  if (item.state === "resolved") return element("span", { class: "badge" }, "Closed");
  return element("span", { class: "badge green" }, isMine ? "With you" : `With ${item.agent}`);
}

function drawComposer(item, actions) {
  const canWrite = item.state === "active" && item.agent === agent;
  composer.replaceChildren(canWrite ? replyForm(item, actions) : element("p", { class: "stand" }, standText(item)));
  if (canWrite) grow(composer.querySelector("textarea"));
}

function standText(item) {
  if (item.state === "queued") return "Accept this conversation to answer. The customer is told who they are talking with.";
  if (item.state === "resolved") return "This conversation is closed. The assistant answers this customer again.";
  return `${item.agent} is answering this customer.`;
}

function replyForm(item, actions) {
  const first = (item.customer_name || "the customer").split(" ")[0];
  const box = element("textarea", {
    rows: 1,
    "aria-label": `Reply to ${first}`,
    placeholder: `Reply to ${first}…`,
    value: drafts.get(item.id) ?? "",
  });
  const sender = element("button", { class: "primary", type: "submit", disabled: !box.value.trim() }, icon("send"), "Send");
  const length = element("span", { class: "over", role: "status" });
  let messageId = newMessageId();
  let isSending = false;

  const changed = () => {
    const over = box.value.trim().length - maxChars;
    length.textContent = over > 0 ? `${over} characters too long` : "";
    sender.disabled = isSending || over > 0 || !box.value.trim();
    drafts.set(item.id, box.value);
    grow(box);
  };
  const send = async () => {
    if (sender.disabled) return;
    isSending = true;
    changed();
    const written = box.value;
    // The id stays until the desk has taken the reply, so trying again after a lost answer does not send it twice.
    if (await actions.send(messageId, written)) {
      messageId = newMessageId();
      if (box.value === written) box.value = "";
      scrollToEnd();
    }
    isSending = false;
    changed();
  };
  box.addEventListener("input", () => {
    messageId = newMessageId();
    changed();
  });
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    send();
  });
  const submit = (event) => {
    event.preventDefault();
    send();
    box.focus();
  };
  return element("form", { onsubmit: submit },
    element("div", { class: "box" }, box, sender),
    element("p", { class: "hint" }, element("span", { class: "how" }, "Enter sends, Shift + Enter starts a new line"), length));
}

function grow(box) {
  box.style.height = "auto";
  box.style.height = `${box.scrollHeight}px`;
}
