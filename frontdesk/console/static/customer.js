// The right pane: who the customer is, and what the assistant found out before the handoff.

import { avatar, element, icon } from "./dom.js";
import * as words from "./words.js";

const pane = document.getElementById("customer");

/** Draw the card of a case's customer; `dismiss` hides the pane where it lies over the conversation. */
export function drawCustomer(item, dismiss) {
  const customer = item.customer;
  const parts = [
    element("button", { class: "icon dismiss only-narrow", type: "button", "aria-label": "Back to the conversation", onclick: dismiss }, icon("back")),
    person(item, customer),
    section("Why they are here", element("p", {}, words.reason(item.reason))),
    item.requests.length > 0 && section("What they want", requests(item.requests)),
    item.tried.length > 0 && section("Already tried", element("ul", { class: "tried" }, item.tried.map((step) => element("li", {}, step)))),
    ...(customer ? known(customer) : [unknown(item)]),
  ];
  pane.replaceChildren(...parts.filter(Boolean));
}

export function drawNoCustomer() {
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

function requests(items) {
  return element("ul", {}, items.map((request) => element("li", {},
    element("div", {}, element("p", {}, request.text || words.capitalised(request.intent)),
      request.text && request.intent && element("p", { class: "small" }, words.capitalised(request.intent))),
    request.state && element("span", { class: `badge ${words.isSolved(request.state) ? "green" : "amber"}` }, words.capitalised(request.state)))));
}

function device(item) {
  const isPhone = /phone|ipad|tablet|android/i.test(item.kind);
  return element("li", {}, icon(isPhone ? "phone" : "device"),
    element("div", {}, element("p", {}, words.capitalised(item.kind)), element("p", { class: "small" }, `${item.operating_system} · app ${item.app_version}`)));
}

function invoice(item) {
  return element("li", {}, element("div", {}, element("p", {}, item.amount), element("p", { class: "small" }, `${item.number} · ${words.date(item.date)}`), element("p", { class: "small" }, item.description)));
}

function ticket(item) {
  return element("li", {},
    element("div", {}, element("p", {}, item.subject), element("p", { class: "small" }, `${item.id} · since ${words.date(item.opened_on)}`)),
    element("span", { class: "badge amber" }, words.capitalised(item.status)));
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
