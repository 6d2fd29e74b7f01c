// The connections, one line per endpoint. Lines are kept and changed, so that a screen reader does not lose its position.
import { plural, text } from "./texts.js";

export function showConnections(list, connections) {
  while (list.children.length > connections.length) {
    list.lastElementChild.remove();
  }
  connections.forEach((connection, i) => show(list.children[i] ?? list.appendChild(line()), connection));
}

// The endpoints to receive from that have no connection, which is what /health calls degraded.
export const missing = connections => connections.filter(({ role, peers }) => role === "subscribe" && peers === 0).map(({ endpoint }) => endpoint);

function show(item, connection) {
  const [dot, where, what] = item.children;
  const { state, words } = describe(connection);
  item.dataset.connection = connection.endpoint;
  dot.dataset.state = what.dataset.state = state;
  set(where.firstElementChild, connection.endpoint);
  set(where.lastElementChild, text(`role.${connection.role}`));
  set(what, words);
}

function describe({ role, peers }) {
  switch (role) {
    case "own":
      return { state: "good", words: text("connection.own") };
    case "publish":
      return peers > 0 ? { state: "good", words: plural("connection", peers) } : { state: "idle", words: text("connection.none") };
    default:
      return peers > 0 ? { state: "good", words: text("connection.connected") } : { state: "warn", words: text("connection.missing") };
  }
}

function line() {
  const item = document.createElement("li");
  const dot = document.createElement("span");
  const where = document.createElement("span");
  const what = document.createElement("span");
  dot.className = "dot";
  dot.setAttribute("aria-hidden", "true");
  where.className = "where";
  what.className = "what";
  where.append(document.createElement("span"), document.createElement("small"));
  item.append(dot, where, what);
  return item;
}

function set(element, words) {
  if (element.textContent !== words) {
    element.textContent = words;
  }
}
