// The table of messages, the newest first, at most as many as anybody reads. Drawn once a frame, however many arrive.
// Everything that came from elsewhere is set as text, never as markup.
import { count, milliseconds, time } from "./format.js";
import { plural, text } from "./texts.js";

const Shown = 200;

// Longer texts are cut, so that large messages do not use the memory of the browser.
const Longest = 2000;

export class Messages {
  #body;
  #empty;
  #state;
  #waiting = [];
  #arrivedInPause = 0;
  #paused = false;
  #scheduled = false;
  #words = [];

  constructor(body, empty, state) {
    this.#body = body;
    this.#empty = empty;
    this.#state = state;
  }

  add(message) {
    this.#enqueue(row(message));
  }

  gap(missed) {
    this.note(plural("gap", missed));
  }

  // A line between messages.
  note(words) {
    this.#enqueue(noteRow(words));
  }

  clear() {
    this.#waiting = [];
    this.#arrivedInPause = 0;
    this.#body.replaceChildren();
    this.#empty.hidden = false;
    this.#tell();
  }

  pause(paused) {
    this.#paused = paused;
    this.#arrivedInPause = 0;
    this.#tell();
    this.#schedule();
  }

  // Shows only the messages that have each of the words in their id, type or text.
  filter(words) {
    this.#words = words.toLowerCase().split(/\s+/).filter(word => word);
    [...this.#body.rows].forEach(row => this.#match(row));
    this.#tell();
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
    this.#waiting.forEach(row => this.#match(row));
    this.#body.prepend(...this.#waiting.reverse());
    this.#waiting = [];
    while (this.#body.rows.length > Shown) {
      this.#body.lastElementChild.remove();
    }
    this.#empty.hidden = true;
    this.#tell();
  }

  #match(row) {
    row.hidden = this.#words.length > 0 && !this.#words.every(word => row.searched?.includes(word));
  }

  #tell() {
    const rows = [...this.#body.rows].filter(row => row.searched !== undefined);
    const matches = this.#words.length === 0 ? [] : [text("filter.matches", count(rows.filter(row => !row.hidden).length), count(rows.length))];
    const pause = this.#paused ? [text("pause.state", count(this.#arrivedInPause))] : [];
    const words = [...pause, ...matches].join(" · ");
    if (this.#state.textContent !== words) {
      this.#state.textContent = words;
    }
  }
}

function row({ sequence, receivedAt, latency, body }) {
  const item = document.createElement("tr");
  const object = body !== null && typeof body === "object" && !Array.isArray(body) ? body : {};
  const when = document.createElement("time");
  when.textContent = time(receivedAt);
  when.dateTime = new Date(receivedAt * 1000).toISOString();
  const id = JSON.isRawJSON?.(object.id) ? object.id.rawJSON : ["string", "number"].includes(typeof object.id) ? String(object.id) : "–";
  const type = typeof object.type === "string" ? object.type : "–";
  const words = typeof object.message === "string" ? object.message : JSON.stringify(body);
  item.setAttribute("role", "row");
  item.searched = [id, type, words].join("\n").toLowerCase();
  item.append(
    cell("time", when),
    cell("latency", latency == null ? "–" : `${milliseconds(latency)} ${text("milliseconds")}`),
    cell("sequence", String(sequence)),
    cell("id", cut(id, 40)),
    cell("type", cut(type, 40)),
    cell("text", cut(words, Longest)));
  return item;
}

function noteRow(words) {
  const item = document.createElement("tr");
  const only = cell("gap", words);
  only.colSpan = 6;
  item.className = "gap";
  item.setAttribute("role", "row");
  item.append(only);
  return item;
}

function cell(className, content) {
  const element = document.createElement("td");
  element.className = className;
  element.setAttribute("role", "cell");
  element.append(content);
  return element;
}

const cut = (words, most) => words.length <= most ? words : words.slice(0, most) + text("cut", count(words.length - most));
