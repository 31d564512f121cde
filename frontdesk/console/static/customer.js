// The right pane: who the customer is, and what the assistant found out before the handoff.

import { avatar, element, icon, iconButton } from "./dom.js";
import * as words from "./words.js";

const pane = document.getElementById("customer");
let shown = "";

/** Draw the card of a case's customer; `dismiss` hides the pane where it lies over the conversation. */
export function drawCustomer(item, dismiss) {
  const customer = item.customer;
  const now = JSON.stringify([item.id, customer, item.requests, item.tried]);
  if (now === shown) return; // drawing it again would lose the reader's place
  shown = now;
  const parts = [
    iconButton("back", "Back to the conversation", { class: "dismiss only-narrow", onclick: dismiss }),
    person(item, customer),
    section("Why they are here", element("p", {}, words.reason(item.reason))),
    item.requests.length > 0 && section("What they want", requests(item.requests)),
    item.tried.length > 0 && section("Already tried", tried(item.tried)),
    ...(customer ? known(customer) : [unknown(item)]),
  ];
  pane.replaceChildren(...parts.filter(Boolean));
}

export function drawNoCustomer() {
  shown = "";
  pane.replaceChildren();
}

function person(item, customer) {
  const name = customer?.name ?? (item.customer_name || "Visitor");
  const plan = customer?.plan ?? item.plan;
  return element("div", { class: "person" },
    avatar(name),
    element("h2", {}, name),
    customer && element("p", {}, customer.company),
    customer && element("a", { href: `mailto:${customer.email}` }, customer.email),
    plan && element("span", { class: `badge plan-${plan}` }, `${words.capitalised(plan)} plan`));
}

function unknown(item) {
  const sentence = item.customer_id
    ? "The customer directory has no record of this customer."
    : "This customer is not signed in, so their account is not known.";
  return section("Account", element("p", { class: "unknown" }, sentence));
}

function known(customer) {
  return [
    section("Account", facts([
      ["Seats", String(customer.seats)],
      ["Billed", words.capitalised(customer.billing_cycle)],
      ["Renews", words.date(customer.renews_on)],
      ["Customer since", words.date(customer.since)],
    ])),
    section("Where they are", facts([
      ["Region", customer.region],
      ["Local time", words.timeIn(customer.timezone)],
      ["Language", words.language(customer.language)],
    ])),
    section("Devices", list(customer.devices, device, "No device has signed in yet.")),
    section("Open invoices", list(customer.open_invoices, invoice, "Nothing to pay.")),
    section("Open tickets", list(customer.open_tickets, ticket, "No open ticket.")),
  ];
}

function tried(steps) {
  return element("ul", { class: "tried" }, steps.map((step) => element("li", {}, step)));
}

function requests(items) {
  return element("ul", {}, items.map((request) => {
    const intent = words.capitalised(request.intent);
    return entry([request.text || intent, request.text && intent], request.state && state(request.state));
  }));
}

function state(code) {
  return element("span", { class: `badge ${words.isSolved(code) ? "green" : "amber"}` }, words.capitalised(code));
}

function device(item) {
  const isHandheld = /phone|ipad|tablet|android/i.test(item.kind);
  const version = `${item.operating_system} · app ${item.app_version}`;
  return entry([words.device(item.kind), version], null, icon(isHandheld ? "phone" : "device"));
}

function invoice(item) {
  return entry([item.amount, `${item.number} · ${words.date(item.date)}`, item.description]);
}

function ticket(item) {
  return entry([item.subject, `${item.id} · since ${words.date(item.opened_on)}`], state(item.status));
}

/** An item of a list: what matters most, with the rest in small letters under it. */
function entry([first, ...rest], after = null, before = null) {
  const small = rest.filter(Boolean).map((text) => element("p", { class: "small" }, text));
  return element("li", {}, before, element("div", {}, element("p", {}, first), small), after);
}

function section(title, content) {
  return element("section", {}, element("h3", {}, title), content);
}

function facts(pairs) {
  return element("dl", { class: "facts" }, pairs.flatMap(([name, value]) => [element("dt", {}, name), element("dd", {}, value)]));
}

function list(items, draw, whenEmpty) {
  return items.length ? element("ul", {}, items.map(draw)) : element("p", { class: "unknown" }, whenEmpty);
}
