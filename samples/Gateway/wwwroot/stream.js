// The stream of events from the gateway. It tells when it is current, and since when it is not.

// A status comes each second. Without one for this time, the gateway or the network stands still although the connection is open.
const Silence = 5000;
const Retry = 3000;

export class Stream {
  #handlers;
  #lastEventId = "";
  #lastStatus = null;
  #source;
  #silent;

  // handlers: hello, status, message, gap and cleared get the data of an event, stale the Unix time of the last status, or null.
  constructor(handlers) {
    this.#handlers = handlers;
    this.#listen();
  }

  #listen() {
    const query = this.#lastEventId ? `?lastEventId=${encodeURIComponent(this.#lastEventId)}` : "";
    const source = this.#source = new EventSource(`events${query}`);
    ["hello", "status", "message", "gap", "cleared"].forEach(name => source.addEventListener(name, event => this.#take(name, event)));
    source.onerror = () => {
      this.#becomeStale();
      // The browser comes back by itself after a broken connection, but not after an answer that was an error.
      if (source.readyState === EventSource.CLOSED) {
        this.#again(Retry);
      }
    };
    this.#watch();
  }

  #take(name, event) {
    const data = JSON.parse(event.data);
    if (name === "message") {
      this.#lastEventId = event.lastEventId;
    }
    if (name === "status") {
      this.#lastStatus = data.at;
    }
    if (name === "status" || name === "hello") {
      this.#watch();
    }
    this.#handlers[name](data);
  }

  #watch() {
    clearTimeout(this.#silent);
    this.#silent = setTimeout(() => {
      this.#becomeStale();
      this.#again(0);
    }, Silence);
  }

  #again(delay) {
    clearTimeout(this.#silent);
    this.#source.close();
    setTimeout(() => this.#listen(), delay);
  }

  #becomeStale() {
    this.#handlers.stale(this.#lastStatus);
  }
}
