// The left pane: who waits, whom one talks with, and what is closed.

import { agent, getClosed } from "./api.js";
import { avatar, element, keepInStep, nothing } from "./dom.js";
import * as words from "./words.js";

const LATE = 5 * 60_000;
const VERY_LATE = 15 * 60_000;
const SECTIONS = [
  ["waiting", "Waiting", "Nobody is waiting."],
  ["mine", "Yours", "You have no conversation open."],
  ["others", "With colleagues", null],
];

const rows = document.getElementById("rows");
let closed = [];
let moreClosed = false;

/** Draw the open conversations; `openId` is the one on the screen. */
export function drawQueue(queue, openId) {
  const total = SECTIONS.reduce((sum, [part]) => sum + queue[part].length, 0);
  document.getElementById("open-count").textContent = total || "";
  markSwitch("show-open");
  if (!total) {
    const sentence = "When the assistant hands a conversation to a person, it appears here by itself.";
    return rows.replaceChildren(nothing("inbox", "All quiet", sentence));
  }
  const shown = SECTIONS.filter(([part, , whenEmpty]) => queue[part].length || whenEmpty);
  if (!rows.querySelector("section[data-part]")) rows.replaceChildren();
  keepInStep(rows, shown.map(([part]) => part), (part) => part, (part) => section(part));
  for (const [part, , whenEmpty] of shown) drawPart(rows.querySelector(`[data-part="${part}"]`), queue[part], whenEmpty, openId);
}

/** Read and draw the closed conversations, from the newest. */
export async function loadClosed(openId) {
  const page = await getClosed();
  closed = page.cases;
  moreClosed = page.more;
  drawClosed(openId);
}

export function drawClosed(openId) {
  markSwitch("show-closed");
  if (!closed.length) {
    return rows.replaceChildren(nothing("inbox", "Nothing closed yet", "Conversations you close are kept here with everything that was said."));
  }
  if (!rows.querySelector("ul.closed")) rows.replaceChildren(element("ul", { class: "closed" }));
  keepInStep(rows.querySelector("ul.closed"), withCurrent(closed, openId), (item) => item.id, (item) => row(item, "#closed/"));
  rows.querySelector(".more")?.remove();
  if (moreClosed) rows.append(element("button", { class: "plain more", type: "button", onclick: () => loadMoreClosed(openId) }, "Show older"));
}

/** Bring the waiting times up to now. */
export function tick() {
  for (const time of rows.querySelectorAll("time[data-since]")) setWaiting(time, time.dataset.since);
}

async function loadMoreClosed(openId) {
  const page = await getClosed(closed.at(-1).closed_at);
  closed = [...closed, ...page.cases];
  moreClosed = page.more;
  drawClosed(openId);
}

function section(part) {
  const [, title] = SECTIONS.find(([name]) => name === part);
  const heading = element("h2", { id: `part-${part}` }, title, element("span", { class: "count" }));
  return element("section", { "data-part": part, "aria-labelledby": heading.id }, heading, element("ul"), element("p", { class: "none" }));
}

function drawPart(part, cases, whenEmpty, openId) {
  part.querySelector(".count").textContent = cases.length || "";
  const none = part.querySelector(".none");
  none.hidden = cases.length > 0;
  none.textContent = whenEmpty ?? "";
  keepInStep(part.querySelector("ul"), withCurrent(cases, openId), (item) => item.id, (item) => row(item, "#case/"));
}

function withCurrent(cases, openId) {
  return cases.map((item) => ({ ...item, current: item.id === openId }));
}

function row(item, address) {
  const name = item.customer_name || "Visitor";
  const link = element("a", { class: `row ${item.unread ? "unread" : ""}`, href: address + item.id, "aria-current": item.current ? "true" : null },
    avatar(name),
    element("div", {},
      element("div", { class: "top" },
        element("span", { class: "name" }, name),
        when(item)),
      element("p", { class: "preview" }, preview(item)),
      element("div", { class: "bottom" },
        item.plan && element("span", { class: `badge plan-${item.plan}` }, words.capitalised(item.plan)),
        element("span", { class: "reason" }, about(item)),
        item.unread > 0 && element("span", { class: "new" }, String(item.unread), element("span", { class: "sr-only" }, " unread")))));
  return element("li", {}, link);
}

function when(item) {
  const time = element("time");
  if (item.state === "queued") setWaiting(time, item.opened_at);
  else time.textContent = item.closed_at ? `${words.since(item.closed_at)}`.replace("now", "just now") : words.clock(item.last_line?.at ?? item.accepted_at);
  return time;
}

function setWaiting(time, opened) {
  const waited = Date.now() - new Date(opened);
  time.dataset.since = opened;
  time.className = waited > VERY_LATE ? "very-late" : waited > LATE ? "late" : "";
  time.textContent = words.duration(waited);
  time.title = `Waiting since ${words.clock(opened)}`;
}

function preview(item) {
  if (!item.last_line) return "No messages yet";
  const by = { customer: "", bot: "Assistant: ", agent: `${item.last_line.name === agent ? "You" : item.last_line.name}: ` }[item.last_line.author];
  return by + item.last_line.text.replaceAll("**", "").replace(/\s+/g, " ");
}

function about(item) {
  const who = item.state === "resolved" ? `Closed by ${item.agent}` : item.agent && item.agent !== agent ? `With ${item.agent}` : words.reason(item.reason);
  return `${who} · ${words.channel(item.channel)}`;
}

function markSwitch(id) {
  for (const link of document.querySelectorAll(".switch a")) {
    if (link.id === id) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
}
