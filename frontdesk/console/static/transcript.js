// The middle of the conversation: what was said, by whom, and what happened to the case.

import { agent } from "./api.js";
import { element, icon, keepInStep } from "./dom.js";
import { answerBlocks, plainBlocks } from "./markdown.js";
import * as words from "./words.js";

const TOGETHER = 4 * 60_000;
const NEAR_END = 80;
const DELIVERY = {
  pending: ["clock", "Sending…"],
  retrying: ["warning", "Not sent yet: the assistant does not answer. Trying again…"],
  delivered: ["check", "Delivered"],
};

const log = document.getElementById("log");
let shownCase = null;
let isAtEnd = true;

log.addEventListener("scroll", () => (isAtEnd = log.scrollHeight - log.scrollTop - log.clientHeight < NEAR_END));
// The reply box grows and a phone's keyboard rises: what was last said stays in sight.
new ResizeObserver(() => isAtEnd && scrollToEnd()).observe(log);

/** Draw the transcript of a case; follows the end when the reader was at the end. */
export function drawTranscript(item) {
  const isNew = shownCase !== item.id;
  const follow = isNew || isAtEnd;
  if (isNew) log.replaceChildren();
  log.setAttribute("aria-live", isNew ? "off" : "polite");
  shownCase = item.id;
  keepInStep(log, entries(item), (entry) => entry.key, build);
  if (follow) scrollToEnd();
}

export function scrollToEnd() {
  log.scrollTop = log.scrollHeight;
  isAtEnd = true;
}

function entries(item) {
  const happened = [...item.transcript.map((line) => ({ ...line, kind: "line" })), ...milestones(item)];
  happened.sort((one, other) => new Date(one.at) - new Date(other.at) || one.kind.localeCompare(other.kind));
  const result = [];
  let before = null;
  for (const entry of happened) {
    const day = words.day(entry.at);
    if (!before || words.day(before.at) !== day) result.push({ key: `day ${day}`, kind: "day", text: day });
    const isFirst = !goesOn(before, entry);
    result.push(entry.kind === "line" ? { ...entry, isFirst, customer: item.customer_name || "Visitor" } : entry);
    before = entry;
  }
  const lastOurs = result.findLastIndex((entry) => entry.author === "agent");
  return result.map((entry, index) => {
    const showDelivery = entry.delivery && (index === lastOurs || entry.delivery !== "delivered");
    return entry.kind === "line" ? { ...entry, showDelivery: Boolean(showDelivery) } : entry;
  });
}

function milestones(item) {
  const who = item.agent === agent ? "You" : item.agent;
  const step = (key, symbol, at, text) => ({ kind: "system", key, symbol, at, text });
  const steps = [step("opened", "inbox", item.opened_at, `Handed over: ${lowered(words.reason(item.reason))}`)];
  if (item.accepted_at) steps.push(step("accepted", "person", item.accepted_at, `${who} took the conversation`));
  if (item.closed_at) steps.push(step("closed", "check", item.closed_at, `${who} closed the conversation`));
  if (item.note) steps.push({ key: "note", kind: "tail", at: item.closed_at, text: item.note });
  return steps;
}

function goesOn(before, entry) {
  const isSame = before?.kind === "line" && before.author === entry.author && before.name === entry.name;
  return isSame && new Date(entry.at) - new Date(before.at) < TOGETHER;
}

function build(entry) {
  if (entry.kind === "day") return element("p", { class: "day" }, entry.text);
  if (entry.kind === "tail") return element("div", { class: "note" }, element("b", {}, "Note"), entry.text);
  if (entry.kind === "system") {
    return element("p", { class: "system" }, icon(entry.symbol), element("span", {}, `${entry.text} · ${words.clock(entry.at)}`));
  }
  return line(entry);
}

function line(entry) {
  const isOurs = entry.author !== "customer";
  const blocks = entry.author === "bot" ? answerBlocks(entry.text) : plainBlocks(entry.text);
  return element("div", { class: `line ${entry.author} ${isOurs ? "ours" : ""} ${entry.isFirst ? "first" : ""}` },
    entry.isFirst && heading(entry),
    element("div", { class: "bubble", title: new Date(entry.at).toLocaleString() }, blocks),
    entry.showDelivery && delivery(entry.delivery));
}

function heading(entry) {
  const time = element("time", { dateTime: entry.at }, words.clock(entry.at));
  return element("p", { class: "by" }, entry.author === "bot" && icon("robot"), author(entry), time);
}

function author(entry) {
  if (entry.author === "bot") return "Assistant";
  if (entry.author === "agent") return entry.name === agent ? "You" : entry.name;
  return entry.customer;
}

function delivery(state) {
  const [symbol, text] = DELIVERY[state];
  return element("p", { class: `state ${state}` }, icon(symbol), text);
}

const lowered = (text) => text.charAt(0).toLowerCase() + text.slice(1);
