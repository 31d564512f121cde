// The desk: keeps the three panes in step with the address, the live stream and what the agent does.

import * as api from "./api.js";
import { drawConversation, drawNoConversation, focusReply } from "./conversation.js";
import { drawCustomer, drawNoCustomer } from "./customer.js";
import { avatar, element } from "./dom.js";
import { listenForKeys } from "./keys.js";
import { drawClosed, drawQueue, loadClosed, tick } from "./list.js";

let queue = null; // until it is read for the first time
let routed = null; // the address that is shown
let open = null; // the case on the screen
let openId = null;
let showsClosed = false;
const closing = document.getElementById("closing");

const actions = {
  accept: () => act(() => api.accept(openId), focusReply),
  askToClose: () => {
    closing.returnValue = "";
    closing.querySelector("textarea").value = "";
    closing.showModal();
  },
  send: (messageId, text) => act(() => api.reply(openId, messageId, text)),
  showCustomer: () => showPane("customer"),
  back: () => location.assign(showsClosed ? "#closed" : "#"),
};

/** Do something to the open case and show it as it is then; true when it worked. */
async function act(request, afterwards = () => {}) {
  const id = openId;
  let worked = true;
  try {
    await request();
  } catch (refused) {
    toast(refused.message);
    worked = false;
  }
  await Promise.all([refreshQueue(), id === openId && refreshCase()]);
  if (worked && id === openId) afterwards();
  return worked;
}

/** Read with `request`; null when an answer to a later reading was there first, which is newer. */
function inOrder(request) {
  let asked = 0;
  let answered = 0;
  return async (...args) => {
    const turn = ++asked;
    const answer = await request(...args);
    if (turn < answered) return null;
    answered = turn;
    return answer;
  };
}

const readQueue = inOrder(api.getQueue);
const readCase = inOrder(api.getCase);

async function refreshQueue() {
  const read = await readQueue();
  if (!read) return;
  const before = queue && new Set(Object.values(queue).flat().map((item) => item.id));
  queue = read;
  if (before) announceNew(queue.waiting.filter((item) => !before.has(item.id)));
  document.title = queue.waiting.length ? `(${queue.waiting.length}) Desk · Frontdesk` : "Desk · Frontdesk";
  drawList();
}

async function refreshCase() {
  const id = openId;
  if (id === null) return;
  try {
    const item = await readCase(id);
    if (!item || id !== openId) return;
    open = item;
    drawConversation(item, actions);
    drawCustomer(item, () => showPane("conversation"));
    markSeen();
  } catch (refused) {
    if (refused.status !== 404) throw refused;
    drawNoConversation("This conversation is not here", refused.message);
    drawNoCustomer();
  }
}

function markSeen() {
  const isMine = open?.agent === api.agent && open.state === "active";
  if (isMine && open.unread && document.visibilityState === "visible") quietly(api.seen(open.id));
}

function drawList() {
  if (showsClosed) drawClosed(openId);
  else if (queue) drawQueue(queue, openId);
}

/** The address says what is shown: #, #case/12, #closed or #closed/12. */
async function route() {
  if (routed === location.hash) return;
  routed = location.hash;
  const [, place, id] = /^#?(case|closed)?\/?(\d+)?/.exec(location.hash);
  const wasClosed = showsClosed;
  showsClosed = place === "closed";
  openId = id ? Number(id) : null;
  if (showsClosed && !wasClosed) await loadClosed(openId);
  else drawList();
  showPane(openId === null ? "list" : "conversation");
  if (openId !== null) return refreshCase();
  open = null;
  drawNoCustomer();
  drawNoConversation("No conversation selected", "Choose one from the list. Those who have waited longest come first.");
}

function showPane(name) {
  document.body.dataset.pane = name;
}

function step(by) {
  const links = [...document.querySelectorAll(".rows a.row")];
  const at = links.findIndex((link) => link.hasAttribute("aria-current"));
  const next = links[at < 0 ? 0 : at + by];
  if (!next) return;
  next.scrollIntoView({ block: "nearest" });
  location.hash = next.hash;
  quietly(route()); // at once: a second press of the key goes on from here
}

function announceNew(cases) {
  const names = cases.map((item) => item.customer_name || "A visitor").join(", ");
  if (names) document.getElementById("announcer").textContent = `${names} is waiting for a person.`;
}

function toast(sentence) {
  const shown = element("p", { class: "toast" }, sentence);
  document.getElementById("toasts").append(shown);
  setTimeout(() => shown.remove(), 6000);
}

/** For what happens without being asked for: the page tells of a lost connection elsewhere. */
function quietly(promise) {
  promise.catch((refused) => refused.status === 0 || toast(refused.message));
}

function switchTheme() {
  const root = document.documentElement;
  const isDark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = isDark ? "light" : "dark";
  localStorage.setItem("frontdesk-theme", root.dataset.theme);
}

closing.addEventListener("close", () => {
  if (closing.returnValue === "close") act(() => api.close(openId, closing.querySelector("textarea").value));
});
document.getElementById("me-avatar").replaceWith(avatar(api.agent, "small"));
document.getElementById("theme").addEventListener("click", switchTheme);
const showShortcuts = () => document.getElementById("shortcuts").showModal();
document.getElementById("help").addEventListener("click", showShortcuts);
listenForKeys({
  j: () => step(1),
  k: () => step(-1),
  a: () => document.getElementById("accept")?.click(),
  r: focusReply,
  e: () => document.getElementById("close")?.click(),
  "?": showShortcuts,
});
addEventListener("hashchange", () => quietly(route()));
document.addEventListener("visibilitychange", markSeen);
setInterval(tick, 10_000);

quietly(route());
quietly(refreshQueue());
api.follow(
  (changed) => {
    quietly(refreshQueue());
    if (openId !== null && (!changed || changed.includes(openId))) quietly(refreshCase());
  },
  (isLive) => (document.getElementById("offline").hidden = isLive),
);
