// The desk's JSON API and its live stream.

const SIGNED_OUT = 4401;
const meta = (name) => document.querySelector(`meta[name="${name}"]`).content;

export const agent = meta("agent");

/** A request that failed; its message is a sentence to show. `status` is 0 when nobody answered. */
export class Refused extends Error {
  constructor(status, sentence) {
    super(sentence);
    this.status = status;
  }
}

export const getQueue = () => call("GET", "queue");
export const getClosed = (before) => call("GET", before ? `closed?before=${encodeURIComponent(before)}` : "closed");
export const getCase = (id) => call("GET", `cases/${id}`);
export const accept = (id) => call("POST", `cases/${id}/accept`);
export const reply = (id, messageId, text) => call("POST", `cases/${id}/reply`, { id: messageId, text });
export const close = (id, note) => call("POST", `cases/${id}/close`, { note });
export const seen = (id) => call("POST", `cases/${id}/seen`);

export function newMessageId() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function call(method, path, body) {
  const headers = method === "POST" ? { "X-CSRF-Token": meta("csrf"), "Content-Type": "application/json" } : {};
  let response;
  try {
    response = await fetch(`/desk/api/${path}`, { method, headers, body: body && JSON.stringify(body) });
  } catch {
    throw new Refused(0, "The desk cannot be reached. Check your connection and try again.");
  }
  if (response.status === 401) location.assign("/desk/sign-in");
  if (response.status === 204) return null;
  const answer = await response.json().catch(() => null);
  if (!response.ok) throw new Refused(response.status, answer?.error ?? "Something went wrong. Please try again.");
  return answer;
}

/** Call `onChange(ids)` when cases change, with null after (re)connecting; `onState(isLive)` as the line comes and goes. */
export function follow(onChange, onState) {
  let pause = 500;
  const connect = () => {
    const socket = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/desk/api/stream`);
    socket.onmessage = ({ data }) => {
      const message = JSON.parse(data);
      if (message.ready) {
        pause = 500;
        onState(true);
      }
      onChange(message.ready ? null : message.changed);
    };
    socket.onclose = ({ code }) => {
      if (code === SIGNED_OUT) return location.assign("/desk/sign-in");
      onState(false);
      setTimeout(connect, pause);
      pause = Math.min(pause * 2, 8000);
    };
  };
  connect();
}
