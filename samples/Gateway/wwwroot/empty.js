// What to do while there are no messages: a command to copy.
import { text } from "./texts.js";

const $ = id => document.getElementById(id);

// missing: the endpoints without a connection.
export function showHint(missing) {
  const endpoint = missing[0];
  set($("empty-hint"), endpoint ? text("empty.missing", endpoint) : text("empty.publisher"));
  set($("empty-command"), endpoint ? publisherOf(endpoint) : `curl -X POST '${location.origin}/send-message?message=hello'`);
}

$("copy").addEventListener("click", async () => {
  try {
    await navigator.clipboard.writeText($("empty-command").textContent);
    $("copy-state").textContent = text("copied");
  } catch {
    // A browser gives the clipboard only to pages of this machine and over HTTPS.
    getSelection().selectAllChildren($("empty-command"));
    $("copy-state").textContent = text("copy.failed");
  }
});

// A publisher that binds where the gateway connects to: at an address of its machine, as libzmq binds no host names. Where the gateway binds (@), it connects.
function publisherOf(endpoint) {
  const address = endpoint.replace(/^[@>]/, "");
  const [, host, port] = /^tcp:\/\/(.*):(\d+)$/.exec(address) ?? [];
  const near = `tcp://127.0.0.1:${port}`;
  const where = endpoint.startsWith("@") ? `>${port && host === "*" ? near : address}`
    : !port ? address : ["localhost", "127.0.0.1"].includes(host) ? near : `tcp://*:${port}`;
  return `dotnet run -c Release --property:RunAnalyzers=false --project samples/Publisher -- '${where}'`;
}

function set(element, words) {
  if (element.textContent !== words) {
    element.textContent = words;
  }
}
