// What all parts of the report stand on. Whatever comes from results or pages is put in as text,
// never as markup; the policy below lets even the charts' library write no markup but emptiness.
if (window.trustedTypes) {
  trustedTypes.createPolicy("default", { createHTML: (markup) => (markup === "" ? "" : null) });
}

const report = JSON.parse(document.getElementById("document").textContent);
const $ = (id) => document.getElementById(id);
const STATUS = { o: "ok", e: "empty", x: "error", t: "timeout", m: "memory" };
const FAILED = "xtm";

// Characters that move or hide what stands around them are shown by their number.
const HIDDEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
const codeOf = (sign) => `\u27e8${sign.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}\u27e9`;
const shown = (text) => String(text).replace(HIDDEN, codeOf);

function element(name, options = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(options)) {
    if (value === undefined || value === null || value === false) continue;
    if (key === "class") made.className = value;
    else if (key === "on") for (const [event, act] of Object.entries(value)) made.addEventListener(event, act);
    else made.setAttribute(key, value === true ? "" : value);
  }
  for (const child of children.flat()) {
    if (child === null || child === undefined) continue;
    made.append(child instanceof Node ? child : document.createTextNode(shown(child)));
  }
  return made;
}

const fixed = (value, digits = 3) => value.toFixed(digits);
const share = (value) => `${(100 * value).toFixed(1)} %`;
const range = (figure) => `${fixed(figure.low)}\u2013${fixed(figure.high)}`;
const count = (number, noun, nouns = `${noun}s`) => `${number.toLocaleString("en")} ${number === 1 ? noun : nouns}`;
const milliseconds = (value) => (value === null ? "unknown" : value < 10 ? value.toFixed(2) : value.toFixed(1));

// A figure with its interval below it.
function figureParts(figure) {
  if (!figure) return [element("span", { class: "none" }, "\u2013")];
  return [element("span", { class: "value" }, fixed(figure.value)), " ", element("span", { class: "interval" }, range(figure))];
}

// A table in a box of its own, so that a wide one scrolls and the page does not.
function table(caption, headings, rows, options = {}) {
  const head = headings.map((heading) =>
    element("th", { scope: "col", class: heading.class }, heading.text ?? heading));
  const body = rows.map((cells) => element("tr", { class: cells.class }, cells.map((cell, place) => {
    const given = cell !== null && typeof cell === "object" && !(cell instanceof Node) && !Array.isArray(cell);
    const { parts, ...attributes } = given ? cell : { parts: cell };
    return place === (options.rowHeading ?? 0)
      ? element("th", { scope: "row", ...attributes }, parts)
      : element("td", attributes, parts);
  })));
  const made = element("table", { class: options.class },
    element("caption", {}, caption), element("thead", {}, element("tr", {}, head)), element("tbody", {}, body));
  return element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": shown(caption) }, made);
}

function folded(summary, ...content) {
  return element("details", {}, element("summary", {}, summary), content);
}

function fill(id, lead, ...body) {
  $(id).querySelector(".lead").replaceChildren(...(Array.isArray(lead) ? lead : [lead]));
  $(id).querySelector(".body").replaceChildren(...body.flat().filter((part) => part !== null));
}

function choices(select, pairs, chosen) {
  select.replaceChildren(...pairs.map(([value, text]) => {
    const option = element("option", { value }, text);
    option.selected = value === String(chosen);
    return option;
  }));
}
