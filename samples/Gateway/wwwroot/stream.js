// The stream of events from the gateway. It tells when it is current, and since when it is not.

// A status comes each second. Without one for this time, the gateway or the network stands still although the connection is open.
const Silence = 5000;
const Retry = 3000;

// Whole numbers beyond 2^53, such as ids of other systems, keep their digits in browsers that give the text of a number.
const exact = (_, value, context) =>
  Number.isInteger(value) && !Number.isSafeInteger(value) && /^-?\d+$/.test(context?.source ?? "") ? JSON.rawJSON(context.source) : value;

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
    const data = JSON.parse(event.data, name === "message" ? exact : undefined);
    if (name === "message") {
      this.#lastEventId = event.lastEventId;
    }
    const status = name === "status" ? data : name === "hello" ? data.history.at(-1) : null;
    this.#lastStatus = status?.at ?? this.#lastStatus;
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
