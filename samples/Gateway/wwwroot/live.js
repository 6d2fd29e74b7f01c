// The live page: one stream of events from the gateway, and a form.
import { Chart } from "./chart.js";
import { showConnections } from "./connections.js";
import { count, number, optional } from "./format.js";
import { Messages } from "./messages.js";

const $ = id => document.getElementById(id);
const rate = new Chart($("rate"), ["received", "sent from here"]);
const latency = new Chart($("latency"), ["half within", "99 % within"]);
const messages = new Messages($("messages"), $("empty"), $("list-state"));
const latencyOf = point => [point.latency?.p50, point.latency?.p99];
const rateOf = point => [point.receivedRate, point.sentRate];
let lastEventId = "";

listen();

function listen() {
  const query = lastEventId ? `?lastEventId=${encodeURIComponent(lastEventId)}` : "";
  const source = new EventSource(`events${query}`);
  const on = (name, handle) => source.addEventListener(name, event => handle(JSON.parse(event.data), event));
  source.onopen = () => setState("good", "Live");
  source.onerror = () => {
    setState("wait", "Reconnecting…");
    // The browser comes back by itself after a broken connection, but not after an answer that was an error.
    if (source.readyState === EventSource.CLOSED) {
      setTimeout(listen, 3000);
    }
  };
  on("hello", hello);
  on("status", point => {
    rate.add(rateOf(point));
    latency.add(latencyOf(point));
    show(point);
  });
  on("cleared", () => messages.clear());
  on("gap", ({ missed }) => messages.gap(missed));
  on("message", (message, event) => {
    lastEventId = event.lastEventId;
    messages.add(message);
  });
}

function hello({ topic, history }) {
  $("topic").textContent = topic;
  rate.reset(history.map(rateOf));
  latency.reset(history.map(latencyOf));
  if (history.length > 0) {
    show(history.at(-1));
  }
}

function show(point) {
  $("received-rate").textContent = number(point.receivedRate);
  $("received").textContent = count(point.received);
  $("sent-rate").textContent = number(point.sentRate);
  $("sent").textContent = count(point.sent);
  $("p50").textContent = optional(point.latency?.p50);
  $("p99").textContent = optional(point.latency?.p99);
  $("buffered").textContent = count(point.buffered);
  $("buffer-size").textContent = count(point.bufferSize);
  Object.entries(point.drops).forEach(([name, dropped]) => {
    const element = $(`drop-${name}`);
    element.textContent = count(dropped);
    element.dataset.some = dropped > 0;
  });
  showConnections($("connections"), point.connections);
}

function setState(state, text) {
  $("state").dataset.state = state;
  $("state").textContent = text;
}

$("send").addEventListener("submit", async event => {
  event.preventDefault();
  const form = event.target;
  try {
    const response = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
    const answer = await response.json();
    tell(response.ok, response.ok ? answer.message : answer.detail ?? answer.title);
    if (response.ok) {
      form.elements.message.value = "";
      form.elements.message.focus();
    }
  } catch {
    tell(false, "The gateway did not answer.");
  }
});

function tell(good, text) {
  $("sent-state").dataset.state = good ? "good" : "bad";
  $("sent-state").textContent = text;
}

$("pause").addEventListener("click", ({ target }) => {
  const paused = target.getAttribute("aria-pressed") !== "true";
  target.setAttribute("aria-pressed", paused);
  messages.pause(paused);
});

$("clear").addEventListener("click", () => fetch("received-messages", { method: "DELETE" }).catch(() => setState("wait", "Reconnecting…")));
