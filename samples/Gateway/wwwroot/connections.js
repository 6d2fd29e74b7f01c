// The connections, one line per endpoint. Lines are kept and changed, so that a screen reader does not lose its position.
import { plural } from "./format.js";

export function showConnections(list, connections) {
  while (list.children.length > connections.length) {
    list.lastElementChild.remove();
  }
  connections.forEach((connection, i) => show(list.children[i] ?? list.appendChild(line()), connection));
}

function show(item, connection) {
  const [dot, where, what] = item.children;
  const { state, text, role } = describe(connection);
  item.dataset.connection = connection.endpoint;
  dot.dataset.state = what.dataset.state = state;
  set(where.firstElementChild, connection.endpoint);
  set(where.lastElementChild, role);
  set(what, text);
}

function describe({ role, peers }) {
  switch (role) {
    case "own":
      return { state: "good", text: "in this process", role: "receives what is sent here" };
    case "publish":
      return { state: peers > 0 ? "good" : "idle", text: peers > 0 ? plural(peers, "connection", "connections") : "no connection", role: "publishes here" };
    default:
      return { state: peers > 0 ? "good" : "bad", text: peers > 0 ? "connected" : "not connected", role: "receives from here" };
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

function set(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}
