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
  for (const [part, , whenEmpty] of shown) {
    drawPart(rows.querySelector(`[data-part="${part}"]`), queue[part], whenEmpty, openId);
  }
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
    const sentence = "Conversations you close are kept here with everything that was said.";
    return rows.replaceChildren(nothing("inbox", "Nothing closed yet", sentence));
  }
  if (!rows.querySelector("ul.closed")) rows.replaceChildren(element("ul", { class: "closed" }));
  drawRows(rows.querySelector("ul.closed"), closed, openId, "#closed/");
  rows.querySelector(".more")?.remove();
  if (!moreClosed) return;
  const onclick = () => loadMoreClosed(openId);
  rows.append(element("button", { class: "plain more", type: "button", onclick }, "Show older"));
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
  const parts = [heading, element("ul"), element("p", { class: "none" })];
  return element("section", { "data-part": part, "aria-labelledby": heading.id }, parts);
}

function drawPart(part, cases, whenEmpty, openId) {
  part.querySelector(".count").textContent = cases.length || "";
  const none = part.querySelector(".none");
  none.hidden = cases.length > 0;
  none.textContent = whenEmpty ?? "";
  drawRows(part.querySelector("ul"), cases, openId, "#case/");
}

function drawRows(list, cases, openId, address) {
  const items = cases.map((item) => ({ ...item, current: item.id === openId }));
  keepInStep(list, items, (item) => item.id, (item) => row(item, address + item.id));
}

function row(item, address) {
  const name = item.customer_name || "Visitor";
  const look = { class: `row ${item.unread ? "unread" : ""}`, href: address, "aria-current": item.current ? "true" : null };
  const link = element("a", look,
    avatar(name),
    element("div", {},
      element("div", { class: "top" },
        element("span", { class: "name" }, name),
        when(item)),
      element("p", { class: "preview" }, preview(item)),
      element("div", { class: "bottom" },
        item.plan && element("span", { class: `badge plan-${item.plan}` }, words.capitalised(item.plan)),
        element("span", { class: "reason" }, about(item)),
        item.unread > 0 && unread(item.unread))));
  return element("li", {}, link);
}

function unread(count) {
  return element("span", { class: "new" }, String(count), element("span", { class: "sr-only" }, " unread"));
}

function when(item) {
  const time = element("time");
  if (item.state === "queued") setWaiting(time, item.opened_at);
  else time.textContent = words.moment(item.closed_at ?? item.last_line?.at ?? item.accepted_at);
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
  const { author, name, text } = item.last_line;
  const by = { customer: "", bot: "Assistant: ", agent: `${name === agent ? "You" : name}: ` }[author];
  return by + text.replaceAll("**", "").replace(/\s+/g, " ");
}

function about(item) {
  const isColleagues = item.agent && item.agent !== agent;
  const who = isColleagues ? `With ${item.agent}` : words.reason(item.reason);
  return `${item.state === "resolved" ? `Closed by ${item.agent}` : who} · ${words.channel(item.channel)}`;
}

function markSwitch(id) {
  for (const link of document.querySelectorAll(".switch a")) {
    if (link.id === id) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
}
