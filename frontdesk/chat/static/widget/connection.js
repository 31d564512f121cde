/* The WebSocket to the server, opened again with growing pauses whenever it is lost. */

const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 15_000;
const PATIENCE = 10_000;

export class Connection {
  #address;
  #greet;
  #onFrame;
  #onState;
  #socket = null;
  #isWelcome = false;
  #pause = FIRST_PAUSE;
  #retry = 0;
  #deadline = 0;

  /**
   * @param server  the server's address
   * @param greet   gives the hello frame for each new socket
   * @param onFrame takes each frame of the server
   * @param onState takes "connecting", "open" (welcomed) or "lost"
   */
  constructor(server, { greet, onFrame, onState }) {
    this.#address = new URL("chat/ws", server);
    this.#address.protocol = server.protocol === "https:" ? "wss:" : "ws:";
    this.#greet = greet;
    this.#onFrame = onFrame;
    this.#onState = onState;
    window.addEventListener("online", () => this.#openNow());
    document.addEventListener("visibilitychange", () => document.hidden || this.#openNow());
  }

  get isWanted() {
    return this.#socket !== null || this.#retry !== 0;
  }

  open() {
    clearTimeout(this.#retry);
    this.#retry = 0;
    this.#onState("connecting");
    const socket = new WebSocket(this.#address);
    this.#socket = socket;
    socket.onopen = () => {
      socket.send(JSON.stringify(this.#greet()));
      this.#expectAnswer();
    };
    socket.onmessage = ({ data }) => this.#receive(JSON.parse(data));
    socket.onclose = () => this.#lose(socket);
  }

  /** Leave this socket and say hello again on a new one. */
  reopen() {
    this.#drop();
    this.open();
  }

  /** Send a frame that will be answered. Without a welcome it is not sent: the server would not know whose it is. */
  send(frame) {
    if (!this.#isWelcome || this.#socket.readyState !== WebSocket.OPEN) return;
    this.#socket.send(JSON.stringify(frame));
    this.#expectAnswer();
  }

  /* A connection may be dead for minutes before the browser notices. */
  #expectAnswer() {
    if (this.#deadline) return;
    const socket = this.#socket;
    this.#deadline = setTimeout(() => this.#lose(socket), PATIENCE);
  }

  #receive(frame) {
    this.#calm();
    if (frame.type === "welcome") {
      this.#isWelcome = true;
      this.#pause = FIRST_PAUSE;
      this.#onState("open");
    }
    this.#onFrame(frame);
  }

  #lose(socket) {
    if (socket !== this.#socket) return;
    this.#drop();
    this.#onState("lost");
    this.#retry = setTimeout(() => this.open(), this.#pause * (0.75 + Math.random() / 2));
    this.#pause = Math.min(this.#pause * 2, LONGEST_PAUSE);
  }

  #drop() {
    this.#calm();
    const socket = this.#socket;
    this.#socket = null;
    this.#isWelcome = false;
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }

  #calm() {
    clearTimeout(this.#deadline);
    this.#deadline = 0;
  }

  #openNow() {
    if (this.#retry) this.open();
  }
}
