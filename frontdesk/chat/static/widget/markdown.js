/* Light Markdown as DOM nodes: **bold**, `code`, [links](address), bare addresses, "1." and "- " lists, line breaks. */

import { element } from "./dom.js";

const INLINE = new RegExp(
  [
    /\*\*(?<bold>[^*\n]+(?:\*[^*\n]+)*)\*\*/,
    /`(?<code>[^`\n]+)`/,
    /\[(?<label>[^\]\n]+)\]\((?<target>[^)\s]+)\)/,
    /(?<bare>https?:\/\/[^\s<>"']*[^\s<>"'.,;:!?)\]])/,
  ]
    .map(({ source }) => source)
    .join("|"),
  "g",
);
const ITEM = /^(?<indent>\s*)(?:(?<number>\d{1,3})[.)]|[-*•])\s+(?<text>.*)$/;

/* A line that is bold from end to end heads what follows. */
const HEADING = /^\*\*[^*]+\*\*$/;

/** `text` rendered; relative addresses are of `server`. */
export function render(text, server) {
  const fragment = document.createDocumentFragment();
  let block = null;
  for (const line of text.split("\n")) {
    const item = line.match(ITEM)?.groups;
    if (item) block = addItem(fragment, block, item, server);
    else if (!line.trim()) block = null;
    else block = addLine(fragment, block, line, server);
  }
  return fragment;
}

/** A link that opens beside the page; plain text when the address is not a web address. */
export function link(label, target, server) {
  const address = webAddress(target, server);
  if (!address) return document.createTextNode(label);
  return element("a", { href: address, target: "_blank", rel: "noopener" }, label);
}

/** The absolute address of `target`, or null when it is not http or https. */
export function webAddress(target, server) {
  try {
    const address = new URL(target, server);
    return ["http:", "https:"].includes(address.protocol) ? address.href : null;
  } catch {
    return null;
  }
}

function addItem(fragment, block, item, server) {
  const tag = item.number ? "ol" : "ul";
  const parent = block?.lastItem && item.indent.length >= 2 ? block.lastItem : fragment;
  let list = parent.lastElementChild;
  const continues = block && list?.localName === tag;
  if (!continues) {
    list = element(tag, item.number && item.number !== "1" ? { start: item.number } : {});
    parent.append(list);
  }
  const entry = element("li", {}, ...inline(item.text, server));
  list.append(entry);
  return { lastItem: parent === fragment ? entry : block.lastItem };
}

function addLine(fragment, block, line, server) {
  const text = line.trim();
  const heading = HEADING.test(text);
  const parent = heading ? null : (block?.paragraph ?? (line.startsWith("  ") ? block?.lastItem : null));
  if (parent) {
    parent.append(element("br"), ...inline(text, server));
    return block;
  }
  const paragraph = element("p", {}, ...inline(text, server));
  fragment.append(paragraph);
  return heading ? null : { paragraph };
}

function inline(text, server) {
  const nodes = [];
  let end = 0;
  for (const match of text.matchAll(INLINE)) {
    nodes.push(text.slice(end, match.index), inlineNode(match, server));
    end = match.index + match[0].length;
  }
  return [...nodes, text.slice(end)];
}

function inlineNode({ groups }, server) {
  if (groups.bold) return element("strong", {}, ...inline(groups.bold, server));
  if (groups.code) return element("code", {}, groups.code);
  if (groups.bare) return link(groups.bare, groups.bare, server);
  return link(groups.label, groups.target, server);
}
