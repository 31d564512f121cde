// Building elements, and keeping a list of them in step with data.

/** An element with properties and children; a property set to null is left out, text is never read as HTML. */
export function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (name === "class") made.className = value;
    else if (name in made && name !== "list") made[name] = value;
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return made;
}

export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `/desk/static/icons.svg#${name}`);
  svg.setAttribute("aria-hidden", "true");
  svg.append(use);
  return svg;
}

/** A button that is an icon; `label` says what it does. */
export function iconButton(symbol, label, properties) {
  const { class: classes = "", ...others } = properties;
  return element("button", { class: `icon ${classes}`, type: "button", "aria-label": label, ...others }, icon(symbol));
}

export function avatar(name, size = "") {
  const letters = name.split(/\s+/).filter(Boolean).map((word) => [...word][0].toUpperCase());
  const initials = letters.length > 1 ? letters[0] + letters.at(-1) : letters.join("") || "?";
  let sum = 0;
  for (const character of name) sum += character.codePointAt(0);
  return element("span", { class: `avatar ${size} tint-${sum % 6}`, "aria-hidden": "true" }, initials);
}

export function nothing(symbol, title, sentence) {
  return element("div", { class: "nothing" }, icon(symbol), element("h2", {}, title), element("p", {}, sentence));
}

const drawn = new WeakMap();

/**
 * Make `parent` show `items`, in order. What did not change keeps its element, and so its focus and its place for
 * screen readers; `build(item)` makes the others.
 */
export function keepInStep(parent, items, keyOf, build) {
  const existing = new Map([...parent.children].map((child) => [drawn.get(child)?.key, child]));
  let place = parent.firstElementChild;
  for (const item of items) {
    const key = keyOf(item);
    const content = JSON.stringify(item);
    let child = existing.get(key);
    existing.delete(key);
    if (!child || drawn.get(child).content !== content) {
      const fresh = build(item);
      drawn.set(fresh, { key, content });
      if (child) {
        const hadFocus = child.contains(document.activeElement);
        if (place === child) place = fresh;
        child.replaceWith(fresh);
        if (hadFocus) fresh.querySelector("a, button")?.focus();
      }
      child = fresh;
    }
    if (child === place) place = place.nextElementSibling;
    else parent.insertBefore(child, place);
  }
  for (const gone of existing.values()) gone.remove();
}
