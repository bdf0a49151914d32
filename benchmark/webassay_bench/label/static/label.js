// The labelling page. Whatever comes from a labelled page is put in as text, never as markup.
"use strict";

const KEYS = {
  c: ["content"], o: ["optional"],
  n: ["junk", "navigation"], b: ["junk", "breadcrumb"], s: ["junk", "share-social"],
  e: ["junk", "newsletter"], a: ["junk", "app-promo"], p: ["junk", "notification-prompt"],
  k: ["junk", "cookie-consent"], d: ["junk", "advertising"], r: ["junk", "related-links"],
  m: ["junk", "media-caption-or-control"], v: ["junk", "comments-ui"], u: ["junk", "account"],
  w: ["junk", "paywall"], g: ["junk", "pagination"], f: ["junk", "search-or-form"],
  l: ["junk", "legal-footer"], y: ["junk", "accessibility-skip"],
  h: ["junk", "browser-or-script-error"], i: ["junk", "language-or-edition"], z: ["junk", "other-ui"],
};
const MOVES = [
  ["↑ ↓", "move; with Shift, take in more lines"], ["Page Up/Down, Home, End", "move further"],
  ["Enter", "confirm the guess and go on"], ["Shift+Enter", "confirm all that is left"],
  ["Tab", "to the next guess, or the next difference"],
  ["Ctrl+Z, Ctrl+Shift+Z", "undo, redo"], ["[ ]", "previous, next page"], ["?", "this list"],
  ["click, drag", "choose lines, in the list or in the page"],
];
const LINE_COLOURS = { content: "#1a7f4b", junk: "#b23a48", optional: "#b58900" };

const $ = (id) => document.getElementById(id);
const state = { pages: [], page: null, lines: [], current: 0, anchor: 0, undo: [], redo: [], sending: Promise.resolve(), failed: [] };

async function call(path, changes) {
  const options = changes === undefined ? {} : {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ changes }),
  };
  const answer = await fetch(path, options);
  const body = await answer.json();
  if (!answer.ok) throw new Error(body.error || answer.statusText);
  return body;
}

function element(name, classes, text) {
  const made = document.createElement(name);
  if (classes) made.className = classes;
  if (text !== undefined) made.textContent = text;
  return made;
}

const spoken = (mark) => mark.category || mark.label;

// --- pages -----------------------------------------------------------------------------------

async function loadPages() {
  const about = await call("/api/pages");
  state.pages = about.pages;
  document.title = `${about.suite} – webassay label (${about.reader})`;
  $("pages").replaceChildren(...state.pages.map((page) => {
    const option = element("option", "", pageTitle(page));
    option.value = page.page;
    return option;
  }));
}

function pageTitle(page) {
  const sign = page.lines === null ? "·" : page.done === page.lines ? "✓" : `${page.done}/${page.lines}`;
  return `${page.page}  ${sign}`;
}

async function openPage(name) {
  await state.sending;
  const opened = await call(`/api/page/${encodeURIComponent(name)}`);
  Object.assign(state, { page: name, lines: opened.lines, undo: [], redo: [] });
  $("pages").value = name;
  $("lines").replaceChildren(...state.lines.map(row));
  $("page").src = `/page/${encodeURIComponent(name)}`;
  const first = state.lines.findIndex((line) => line.guess);
  choose(Math.max(0, first));
  report({ lines: state.lines.length, done: state.lines.filter((line) => !line.guess).length });
  $("lines").focus();
}

function step(by) {
  const at = state.pages.findIndex((page) => page.page === state.page);
  const to = state.pages[at + by];
  if (to) openPage(to.page).catch(fail);
}

// --- lines -----------------------------------------------------------------------------------

function row(line, number) {
  const item = element("li");
  item.id = `line-${number}`;
  item.dataset.line = number;
  item.setAttribute("role", "option");
  item.append(element("span", "number", number + 1), element("span", "mark"), element("span", "text", line.text));
  paintRow(item, line);
  return item;
}

function paintRow(item, line) {
  item.className = `${line.label}${line.guess ? " guess" : ""}${item.dataset.line == state.current ? " current" : ""}`;
  const mark = item.children[1];
  mark.textContent = spoken(line);
  if (line.said) mark.append(element("span", "said", line.said.map(spoken).join(" / ")));
  item.setAttribute("aria-label", `${line.text}: ${spoken(line)}${line.guess ? ", a guess" : ""}`);
}

function choose(to, keepAnchor = false) {
  const before = state.current;
  state.current = Math.min(Math.max(0, to), state.lines.length - 1);
  if (!keepAnchor) state.anchor = state.current;
  const [from, until] = selection();
  $("lines").querySelectorAll('[aria-selected="true"]').forEach((item) => item.setAttribute("aria-selected", "false"));
  for (let n = from; n <= until; n++) $(`line-${n}`)?.setAttribute("aria-selected", "true");
  $(`line-${before}`)?.classList.remove("current");
  const item = $(`line-${state.current}`);
  if (!item) return;
  item.classList.add("current");
  item.scrollIntoView({ block: "nearest" });
  $("lines").setAttribute("aria-activedescendant", item.id);
  paintFrame(from, until);
}

const selection = () => [Math.min(state.anchor, state.current), Math.max(state.anchor, state.current)];

function chosenLines() {
  const [from, until] = selection();
  return Array.from({ length: until - from + 1 }, (_, n) => from + n);
}

function mark(numbers, change) {
  const after = numbers.map((line) => ({ line, ...change(state.lines[line]) }));
  const before = numbers.map((line) => ({ line, ...picture(state.lines[line]) }));
  if (JSON.stringify(after) === JSON.stringify(before)) return;
  state.undo.push({ before, after });
  state.redo = [];
  apply(after);
}

const picture = ({ label, category, guess }) => ({ label, category: category ?? null, guess });

function apply(changes) {
  for (const { line, ...to } of changes) {
    Object.assign(state.lines[line], to);
    paintRow($(`line-${line}`), state.lines[line]);
  }
  paintFrame(...selection());
  save(changes);
}

function label(name, category = null) {
  mark(chosenLines(), () => ({ label: name, category, guess: false }));
  choose(selection()[1] + 1);
}

function confirm(numbers) {
  mark(numbers, (line) => ({ ...picture(line), guess: false }));
}

function turn(from, to, side) {
  const change = from.pop();
  if (!change) return;
  to.push(change);
  apply(change[side]);
  choose(change[side][0].line);
}

// Changes go out one after the other; what could not be sent goes out with the next one.
function save(changes) {
  const page = state.page;
  $("saved").textContent = "saving…";
  state.sending = state.sending.then(async () => {
    const waiting = state.failed.filter((change) => change.page === page);
    try {
      const told = await call(`/api/page/${encodeURIComponent(page)}`, [...waiting.map((c) => c.change), ...changes]);
      state.failed = state.failed.filter((change) => change.page !== page);
      $("saved").className = "";
      $("saved").textContent = told.finished ? "page finished ✓" : "saved";
      if (page === state.page) report(told);
    } catch (error) {
      state.failed.push(...changes.map((change) => ({ page, change })));
      fail(error);
    }
  });
}

function report({ lines, done }) {
  const page = state.pages.find((one) => one.page === state.page);
  Object.assign(page, { lines, done });
  $("pages").selectedOptions[0].textContent = pageTitle(page);
  const finished = state.pages.filter((one) => one.lines !== null && one.done === one.lines).length;
  $("bar").style.width = `${(100 * done) / Math.max(1, lines)}%`;
  $("count").textContent = `${done} of ${lines} lines · ${finished} of ${state.pages.length} pages`;
  $("progress").setAttribute("aria-valuemax", lines);
  $("progress").setAttribute("aria-valuenow", done);
}

function fail(error) {
  $("saved").className = "failed";
  $("saved").textContent = `not saved: ${error.message}`;
}

// --- the page in its frame -------------------------------------------------------------------

function frameDocument() {
  return $("page").contentDocument;
}

function paintFrame(from, until) {
  const inside = frameDocument();
  if (!inside) return;
  for (const piece of inside.querySelectorAll("x-line")) {
    const number = Number(piece.dataset.line);
    const line = state.lines[number];
    if (!line) continue;
    const colour = LINE_COLOURS[line.label];
    piece.style.backgroundColor = `color-mix(in srgb, ${colour} ${line.guess ? 12 : 28}%, transparent)`;
    piece.style.outline = number >= from && number <= until ? "2px solid #4c8bf5" : line.guess ? `1px dashed ${colour}` : "none";
    piece.style.cursor = "pointer";
  }
  const first = inside.querySelector(`x-line[data-line="${state.current}"]`);
  first?.scrollIntoView({ block: "nearest" });
}

function lineAt(event) {
  const found = event.target.closest?.("[data-line]");
  return found ? Number(found.dataset.line) : null;
}

function listenForMouse(target) {
  let dragging = false;
  target.addEventListener("mousedown", (event) => {
    const line = lineAt(event);
    if (line === null || event.button !== 0) return;
    event.preventDefault();
    dragging = true;
    choose(line, event.shiftKey);
    $("lines").focus({ preventScroll: true });
  });
  target.addEventListener("mouseover", (event) => {
    const line = lineAt(event);
    if (dragging && line !== null) choose(line, true);
  });
  for (const end of ["mouseup", "mouseleave"]) target.addEventListener(end, () => { dragging = false; });
}

// The page is laid out in the window in which its visible lines are defined, and scaled to fit.
const PAGE_WIDTH = 1280;
new ResizeObserver(([{ contentRect: { width, height } }]) => {
  const scale = width / PAGE_WIDTH;
  $("page").style.transform = `scale(${scale})`;
  $("page").style.height = `${height / scale}px`;
}).observe($("window"));

$("page").addEventListener("load", () => {
  const inside = frameDocument();
  if (!inside) return;
  listenForMouse(inside);
  inside.addEventListener("click", (event) => event.preventDefault(), true);
  inside.addEventListener("submit", (event) => event.preventDefault(), true);
  inside.addEventListener("keydown", onKey);
  paintFrame(...selection());
});

// --- keys ------------------------------------------------------------------------------------

function onKey(event) {
  if ($("keys").open || event.target.tagName === "SELECT" || event.altKey) return;
  const control = event.ctrlKey || event.metaKey;
  const moves = { ArrowDown: 1, ArrowUp: -1, PageDown: 15, PageUp: -15, Home: -Infinity, End: Infinity };
  if (control && event.key.toLowerCase() === "z") {
    event.shiftKey ? turn(state.redo, state.undo, "after") : turn(state.undo, state.redo, "before");
  } else if (control) {
    return;
  } else if (event.key in moves) {
    const to = Math.min(Math.max(state.current + moves[event.key], 0), state.lines.length - 1);
    choose(to, event.shiftKey);
  } else if (event.key === "Enter" && event.target.tagName !== "BUTTON") {
    event.shiftKey ? confirmRest() : (confirm(chosenLines()), choose(selection()[1] + 1));
  } else if (event.key === "Tab" && !event.shiftKey && event.target === $("lines")) {
    const next = state.lines.findIndex((line, n) => n > state.current && (line.guess || line.said));
    if (next < 0) return;
    choose(next);
  } else if (event.key === "[" || event.key === "]") {
    step(event.key === "[" ? -1 : 1);
  } else if (event.key === "?") {
    $("keys").showModal();
  } else if (event.key in KEYS) {
    label(...KEYS[event.key]);
  } else {
    return;
  }
  event.preventDefault();
}

function confirmRest() {
  confirm(state.lines.map((line, n) => (line.guess ? n : -1)).filter((n) => n >= 0));
}

function makePalette() {
  $("palette").replaceChildren(...Object.entries(KEYS).map(([key, [name, category]]) => {
    const button = element("button", name);
    button.append(element("kbd", "", key), category || name);
    button.addEventListener("click", () => { label(name, category); $("lines").focus(); });
    return button;
  }));
  const keys = [...MOVES, ...Object.entries(KEYS).map(([key, mark]) => [key, mark.join(": ")])];
  $("keytable").replaceChildren(...keys.map(([key, meaning]) => {
    const line = element("tr");
    const cell = element("td");
    cell.append(element("kbd", "", key));
    line.append(cell, element("td", "", meaning));
    return line;
  }));
}

document.addEventListener("keydown", onKey);
listenForMouse($("lines"));
$("pages").addEventListener("change", () => openPage($("pages").value).catch(fail));
$("previous").addEventListener("click", () => step(-1));
$("next").addEventListener("click", () => step(1));
$("undo").addEventListener("click", () => turn(state.undo, state.redo, "before"));
$("redo").addEventListener("click", () => turn(state.redo, state.undo, "after"));
$("rest").addEventListener("click", confirmRest);
$("help").addEventListener("click", () => $("keys").showModal());
window.addEventListener("beforeunload", (event) => { if (state.failed.length) event.preventDefault(); });

makePalette();
loadPages()
  .then(() => openPage((state.pages.find((page) => page.done !== page.lines) || state.pages[0]).page))
  .catch(fail);
