// The little Markdown that answers are written in, as elements: paragraphs, lists, bold, code and links.

import { element } from "./dom.js";

const ITEM = /^\s*(?:[-*•]|(\d+)[.)])\s+(.*)$/;
const INLINE = /\*\*(.+?)\*\*|`([^`]+)`|\[([^\]]+)\]\((https?:\/\/[^\s)]+)\)|(https?:\/\/[^\s<>"]+[^\s<>".,;:!?)])/g;

/** Blocks of an answer. */
export function answerBlocks(text) {
  const blocks = [];
  let paragraph = [];
  let list = null;
  const endParagraph = () => {
    if (paragraph.length) blocks.push(element("p", {}, inline(paragraph.join("\n"))));
    paragraph = [];
  };
  for (const line of text.split("\n")) {
    const item = ITEM.exec(line);
    if (item) {
      endParagraph();
      list ??= blocks[blocks.push(element(item[1] ? "ol" : "ul", item[1] ? { start: Number(item[1]) } : {})) - 1];
      list.append(element("li", {}, inline(item[2])));
    } else if (line.trim()) {
      list = null;
      paragraph.push(line.replace(/^#+\s+(.*)$/, "**$1**"));
    } else {
      endParagraph();
    }
  }
  endParagraph();
  return blocks;
}

/** What a person wrote, as it was written; addresses become links. */
export function plainBlocks(text) {
  return [element("p", {}, inline(text, false))];
}

function inline(text, withMarks = true) {
  const parts = [];
  let end = 0;
  for (const match of text.matchAll(INLINE)) {
    const [whole, bold, code, label, target, address] = match;
    if (!withMarks && !address) continue;
    parts.push(text.slice(end, match.index));
    if (bold) parts.push(element("strong", {}, bold));
    else if (code) parts.push(element("code", {}, code));
    else parts.push(link(label ?? address, target ?? address));
    end = match.index + whole.length;
  }
  return [...parts, text.slice(end)];
}

function link(label, address) {
  return element("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, label);
}
