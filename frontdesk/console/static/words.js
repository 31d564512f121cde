// How codes, times and amounts are said to people.

const REASONS = {
  asked: "Asked for a person",
  failed: "The assistant could not help",
  frustrated: "Was getting frustrated",
  declined: "The answer did not help",
};
const CHANNELS = {
  callback: "Web chat",
  rest: "API",
  slack: "Slack",
  telegram: "Telegram",
  twilio: "SMS",
  facebook: "Messenger",
  mattermost: "Mattermost",
};
const DEVICES = { iphone: "iPhone", ipad: "iPad" };
const SOLVED = new Set(["answered", "solved", "done", "resolved", "completed"]);

export function capitalised(code) {
  const words = String(code ?? "").replaceAll("_", " ").trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export const reason = (code) => REASONS[code] ?? capitalised(code);
export const channel = (code) => CHANNELS[code] ?? capitalised(code);
export const device = (kind) => DEVICES[kind.toLowerCase()] ?? capitalised(kind);
export const isSolved = (state) => SOLVED.has(state);

/** "now", "4 min", "2 h 10 min", "3 days". */
export function duration(milliseconds) {
  const minutes = Math.max(0, Math.floor(milliseconds / 60_000));
  if (minutes < 1) return "now";
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return minutes % 60 && hours < 6 ? `${hours} h ${minutes % 60} min` : `${hours} h`;
  const days = Math.floor(hours / 24);
  return days === 1 ? "1 day" : `${days} days`;
}

export function clock(moment) {
  return new Date(moment).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
}

export function day(moment) {
  const date = new Date(moment);
  const today = new Date();
  const yesterday = new Date(today.getFullYear(), today.getMonth(), today.getDate() - 1);
  if (date.toDateString() === today.toDateString()) return "Today";
  if (date.toDateString() === yesterday.toDateString()) return "Yesterday";
  return date.toLocaleDateString([], { weekday: "long", day: "numeric", month: "long" });
}

/** The time today, the day otherwise. */
export function moment(at) {
  const name = day(at);
  if (name === "Today") return clock(at);
  return name === "Yesterday" ? name : new Date(at).toLocaleDateString([], { day: "numeric", month: "short" });
}

/** A calendar date, which is the same in every timezone. */
export function date(isoDate) {
  return new Date(`${isoDate}T12:00`).toLocaleDateString([], { day: "numeric", month: "short", year: "numeric" });
}

export function timeIn(timezone) {
  try {
    return new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", weekday: "short", timeZone: timezone });
  } catch {
    return timezone;
  }
}

export function language(code) {
  try {
    return new Intl.DisplayNames(["en"], { type: "language" }).of(code);
  } catch {
    return code;
  }
}
