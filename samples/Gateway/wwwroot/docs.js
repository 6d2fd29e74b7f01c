// The words of Swagger UI itself, which has only English ones, in the language that the gateway chose. They are replaced as Swagger UI
// adds them to the page.

const Prefix = "docs.ui.";
const Attributes = ["aria-label", "title", "placeholder"];

const { language, values } = await (await fetch("../texts")).json();
const words = new Map(Object.entries(values).filter(([key]) => key.startsWith(Prefix)).map(([key, value]) => [key.slice(Prefix.length), value]));
document.documentElement.lang = language;
document.title = values.title;

translate(document.body);
new MutationObserver(records => records.forEach(({ type, target, addedNodes, attributeName }) => {
  if (type === "attributes") {
    translateAttribute(target, attributeName);
  } else if (type === "characterData") {
    translate(target);
  } else {
    addedNodes.forEach(translate);
  }
})).observe(document.body, { childList: true, characterData: true, attributes: true, attributeFilter: Attributes, subtree: true });

function translate(node) {
  if (node.nodeType === Node.TEXT_NODE) {
    const own = node.nodeValue.trim();
    const other = words.get(own);
    // What the gateway answers, and what the user types, is no word of Swagger UI.
    if (other && other !== own && !node.parentElement?.closest("pre, code, textarea, .renderedMarkdown")) {
      node.nodeValue = node.nodeValue.replace(own, other);
    }
  } else if (node.nodeType === Node.ELEMENT_NODE) {
    Attributes.forEach(name => translateAttribute(node, name));
    node.childNodes.forEach(translate);
  }
}

function translateAttribute(element, name) {
  const own = element.getAttribute(name);
  const other = words.get(own);
  if (other && other !== own) {
    element.setAttribute(name, other);
  }
}
