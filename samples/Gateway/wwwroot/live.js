// The live page: one stream of events from the gateway, and a form.
import { Chart } from "./chart.js";
import { missing, showConnections } from "./connections.js";
import { showHint } from "./empty.js";
import { count, milliseconds, timeOfDay } from "./format.js";
import { showLosses } from "./losses.js";
import { Messages } from "./messages.js";
import { linear, logarithmic } from "./scale.js";
import { Stream } from "./stream.js";
import { text } from "./texts.js";

const $ = id => document.getElementById(id);
const title = document.title;
const rates = ({ receivedRate, sentRate }) => [Math.round(receivedRate), Math.round(sentRate)];
const latencies = ({ latency }) => [latency?.p50, latency?.p99];
const inMilliseconds = value => value == null ? text("chart.no-value") : `${milliseconds(value)} ${text("milliseconds")}`;
const rate = new Chart("rate", {
  scale: linear, values: rates, tick: count,
  describe: point => [text("legend.received"), text("legend.sent")].map((name, i) => `${name} ${count(rates(point)[i])}${text("per-second")}`).join(" · "),
});
const latency = new Chart("latency", {
  scale: logarithmic, values: latencies, tick: milliseconds,
  describe: point => [text("median"), text("p99")].map((name, i) => `${name} ${inMilliseconds(latencies(point)[i])}`).join(" · "),
});
const messages = new Messages($("messages"), $("empty"), $("list-state"));
let lastLatency = null;
let lastInstance = null;

new Stream({
  hello({ instance, topic, history }) {
    if (lastInstance !== null && lastInstance !== instance) {
      // Its numbers begin again with 1.
      messages.note(text("restarted"));
    }
    lastInstance = instance;
    $("topic").textContent = topic;
    rate.reset(history);
    latency.reset(history);
    lastLatency = history.findLast(point => point.latency) ?? null;
    if (history.length > 0) {
      show(history.at(-1));
    }
  },
  status(point) {
    rate.add(point);
    latency.add(point);
    show(point);
  },
  message: message => messages.add(message),
  gap: ({ missed }) => messages.gap(missed),
  cleared: () => messages.clear(),
  stale(since) {
    const words = since ? text("state.lost", timeOfDay(since)) : text("state.never");
    setState("wait", words, words);
    setStale(since);
  },
});

function show(point) {
  $("received-rate").textContent = count(point.receivedRate);
  $("received").textContent = count(point.received);
  $("sent-rate").textContent = count(point.sentRate);
  $("sent").textContent = count(point.sent);
  $("buffered").textContent = count(point.buffered);
  $("buffer-size").textContent = count(point.bufferSize);
  showLatency(point);
  showLosses(point.drops, point.recentDrops);
  showConnections($("connections"), point.connections);
  const absent = missing(point.connections);
  showHint(absent);
  if (point.health === "Healthy") {
    setState("good", text("state.healthy"));
  } else {
    const degraded = text("state.degraded");
    setState("warn", `${degraded}: ${absent.map(endpoint => text("state.missing", endpoint)).join(", ")}`, degraded);
  }
  setStale(null);
}

// Without a message there is no latency: that of the last one is shown, with its time.
function showLatency(point) {
  lastLatency = point.latency ? point : lastLatency;
  $("p50").textContent = milliseconds(lastLatency?.latency.p50);
  $("p99").textContent = milliseconds(lastLatency?.latency.p99);
  $("latency-tile").dataset.stale = !point.latency && lastLatency !== null;
  $("latency-since").textContent = !point.latency && lastLatency ? text("latency.since", timeOfDay(lastLatency.at)) : "";
}

function setState(state, words, inTitle) {
  $("state").dataset.state = state;
  if ($("state").textContent !== words) {
    $("state").textContent = words;
  }
  document.title = inTitle ? `${inTitle} – ${title}` : title;
}

// Grey, with the time of the values, as long as they are not current.
function setStale(since) {
  document.body.dataset.stale = since !== null;
  document.querySelectorAll("[data-since]").forEach(element => {
    element.textContent = since ? text("since", timeOfDay(since)) : "";
  });
  rate.stale = latency.stale = since !== null;
}

$("send").addEventListener("submit", async event => {
  event.preventDefault();
  const form = event.target;
  const { message } = form.elements;
  const sent = message.value;
  const begun = document.activeElement;
  try {
    const response = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
    const answer = await response.json();
    tell(response.ok, response.ok ? answer.message : answer.detail ?? answer.title);
    // The answer may come late: the next message, or another field, may have been begun meanwhile.
    if (response.ok && message.value === sent) {
      message.value = "";
    }
    if (response.ok && [document.body, begun].includes(document.activeElement)) {
      message.focus();
    }
  } catch {
    tell(false, text("send.failed"));
  }
});

function tell(good, words) {
  $("sent-state").dataset.state = good ? "good" : "warn";
  $("sent-state").textContent = words;
}

$("filter").addEventListener("input", ({ target }) => messages.filter(target.value));

$("pause").addEventListener("click", ({ target }) => {
  const paused = target.getAttribute("aria-pressed") !== "true";
  target.setAttribute("aria-pressed", paused);
  messages.pause(paused);
});

$("clear").addEventListener("click", async () => {
  try {
    const response = await fetch("received-messages", { method: "DELETE" });
    if (!response.ok) {
      throw new Error(response.statusText);
    }
  } catch {
    $("list-state").textContent = text("clear.failed");
  }
});
