// The lost messages: a count is marked only while messages were lost in the last minute. What was replaced in the full buffer, or only
// skipped on slow pages, is not lost.
import { count } from "./format.js";
import { text } from "./texts.js";

const Lost = ["publisher", "malformed", "oversized"];
const NotLost = ["live", "buffer"];

export function showLosses(drops, recentDrops) {
  [...Lost, ...NotLost].forEach(name => {
    document.querySelector(`#loss-${name} .value`).textContent = count(drops[name]);
  });
  Lost.forEach(name => {
    const value = document.querySelector(`#loss-${name} dd`);
    value.dataset.recent = recentDrops[name] > 0;
    value.querySelector("small").textContent = recentDrops[name] > 0 ? text("loss.recent", count(recentDrops[name])) : "";
  });
}
