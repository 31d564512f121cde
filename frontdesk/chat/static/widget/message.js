/* One message as DOM nodes: who says it, the text, a picture, sources, quick replies, the time. */

import { element } from "./dom.js";
import { link, render, webAddress } from "./markdown.js";

const TIME = new Intl.DateTimeFormat(undefined, { hour: "numeric", minute: "2-digit" });

/**
 * The node of a message frame.
 *
 * @param server   the server's address, which relative links are of
 * @param onChoose takes the button `{title, payload}` that the customer chose
 */
export function messageNode(message, { server, onChoose }) {
  const node = element("div", { class: `message ${message.author}` });
  if (message.author === "system") {
    node.append(element("p", {}, message.text));
    return node;
  }
  const name = { customer: "You", bot: "Assistant", agent: message.name }[message.author];
  if (message.author !== "customer") node.append(speaker(message.author, name));
  if (message.text) node.append(bubble(message, name, server));
  const picture = message.image && webAddress(message.image, server);
  if (picture) node.append(element("img", { src: picture, alt: `Picture from ${name}` }));
  if (message.sources) node.append(sources(message.sources, server));
  if (message.buttons) node.append(choices(message.buttons, onChoose));
  const time = element("time", {}, TIME.format(new Date(message.at)));
  node.append(element("div", { class: "meta" }, time, element("span", { class: "status" })));
  return node;
}

/** Buttons to choose from. */
export function choices(buttons, onChoose) {
  const choice = (button) => element("button", { type: "button", onclick: () => onChoose(button) }, button.title);
  return element("div", { class: "choices", role: "group", "aria-label": "Quick replies" }, ...buttons.map(choice));
}

function speaker(author, name) {
  const initial = author === "agent" ? name.slice(0, 1).toUpperCase() : "";
  return element("div", { class: "who", "aria-hidden": "true" }, element("i", {}, initial), name);
}

function bubble(message, name, server) {
  const isTyped = message.author === "customer";
  const label = element("span", { class: "hidden-label" }, `${name}: `);
  const text = isTyped ? message.text : render(message.text, server);
  return element("div", { class: isTyped ? "bubble typed" : "bubble", dir: "auto" }, label, text);
}

function sources(list, server) {
  const items = list.map(({ title, url }) => element("li", {}, link(title, url, server)));
  const heading = element("span", {}, items.length > 1 ? "Sources" : "Source");
  return element("div", { class: "sources" }, heading, element("ul", {}, ...items));
}
