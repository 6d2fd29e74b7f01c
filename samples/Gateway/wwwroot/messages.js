// The list of messages, the newest first, at most as many as anybody reads. Drawn once a frame, however many arrive.
// Everything that came from elsewhere is set as text, never as markup.
import { optional, plural, time } from "./format.js";

const Shown = 200;

export class Messages {
  #list;
  #empty;
  #state;
  #waiting = [];
  #arrivedInPause = 0;
  #paused = false;
  #scheduled = false;

  constructor(list, empty, state) {
    this.#list = list;
    this.#empty = empty;
    this.#state = state;
  }

  add(message) {
    this.#enqueue(row(message));
  }

  gap(missed) {
    this.#enqueue(part("li", "gap", `${plural(missed, "message was", "messages were")} not shown: they came faster than this page takes them.`));
  }

  clear() {
    this.#waiting = [];
    this.#arrivedInPause = 0;
    this.#list.replaceChildren();
    this.#empty.hidden = false;
    this.#tell();
  }

  pause(paused) {
    this.#paused = paused;
    this.#arrivedInPause = 0;
    this.#tell();
    this.#schedule();
  }

  #enqueue(element) {
    this.#waiting.push(element);
    if (this.#waiting.length > Shown) {
      this.#waiting.shift();
    }
    if (this.#paused) {
      this.#arrivedInPause++;
      this.#tell();
    } else {
      this.#schedule();
    }
  }

  #schedule() {
    if (!this.#scheduled) {
      this.#scheduled = true;
      requestAnimationFrame(() => this.#draw());
    }
  }

  #draw() {
    this.#scheduled = false;
    if (this.#paused || this.#waiting.length === 0) {
      return;
    }
    this.#list.prepend(...this.#waiting.reverse());
    this.#waiting = [];
    while (this.#list.children.length > Shown) {
      this.#list.lastElementChild.remove();
    }
    this.#empty.hidden = true;
  }

  #tell() {
    this.#state.textContent = this.#paused ? `Paused; ${this.#arrivedInPause} new` : "";
  }
}

function row({ receivedAt, latency, body }) {
  const item = document.createElement("li");
  const object = body !== null && typeof body === "object" && !Array.isArray(body) ? body : {};
  const when = part("time", "", time(receivedAt));
  when.dateTime = new Date(receivedAt * 1000).toISOString();
  item.append(
    when,
    part("span", "type", typeof object.type === "string" ? object.type : "–"),
    part("span", "text", typeof object.message === "string" ? object.message : JSON.stringify(body)),
    part("span", "latency", latency == null ? "" : `${optional(latency)} ms`));
  return item;
}

function part(name, className, text) {
  const element = document.createElement(name);
  element.className = className;
  element.textContent = text;
  return element;
}
