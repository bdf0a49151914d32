// The list of pages: filtered, sorted, fifty at a time.
const AT_ONCE = 50;
const listing = { type: "", language: "", status: "", search: "", sort: "apart", start: 0, places: [] };
const SORTS = [
  ["apart", "largest disagreement of the two"], ["ahead", "first most ahead"], ["behind", "second most ahead"],
  ["low", "lowest score of the first"], ["low2", "lowest score of the second"],
  ["spread", "largest spread over all"], ["failures", "most failures"], ["set", "order of the dataset"],
];
const OUTCOMES = [
  ["", "any"], ["failed", "failed in either"], ["empty", "empty in either"], ["fine", "text from both"], ["anyfailed", "failed in any extractor"],
];

const scoreOf = (extractor, page) => state.metric.scores[extractor][page];
const statusOf = (extractor, page) => state.dataset.statuses[extractor][page];
const isFailed = (letter) => FAILED.includes(letter);

function difference(page) {
  const [first, second] = [scoreOf(state.first, page), scoreOf(state.second, page)];
  return first === null || second === null ? null : first - second;
}

function spreadOf(page) {
  const scores = state.metric.scores.map((one) => one[page]).filter((score) => score !== null);
  return scores.length ? Math.max(...scores) - Math.min(...scores) : null;
}

const ORDERS = {
  apart: (page) => (difference(page) === null ? null : -Math.abs(difference(page))),
  ahead: (page) => (difference(page) === null ? null : -difference(page)),
  behind: difference,
  low: (page) => scoreOf(state.first, page),
  low2: (page) => scoreOf(state.second, page),
  spread: (page) => (spreadOf(page) === null ? null : -spreadOf(page)),
  failures: (page) => -state.dataset.statuses.filter((one) => isFailed(one[page])).length,
  set: (page) => page,
};

function hasOutcome(page) {
  const both = [statusOf(state.first, page), statusOf(state.second, page)];
  if (listing.status === "failed") return both.some(isFailed);
  if (listing.status === "empty") return both.includes("e");
  if (listing.status === "fine") return both.every((letter) => letter === "o");
  if (listing.status === "anyfailed") return state.dataset.statuses.some((one) => isFailed(one[page]));
  return true;
}

function chosenPages() {
  const { pages, reasons } = state.dataset;
  const wanted = listing.search.trim().toLowerCase();
  const said = new Map();
  if (wanted) for (const one of [reasons[state.first], reasons[state.second]]) for (const [page, reason] of one) said.set(page, `${said.get(page) ?? ""} ${reason}`);
  const found = pages.id.map((_, page) => page).filter((page) =>
    (listing.type === "" || pages.type[page] === listing.type.slice(1)) &&
    (listing.language === "" || pages.language[page] === listing.language.slice(1)) &&
    hasOutcome(page) &&
    (!wanted || `${pages.id[page]} ${pages.site[page]} ${said.get(page) ?? ""}`.toLowerCase().includes(wanted)));
  const keys = new Map(found.map((page) => [page, ORDERS[listing.sort](page)]));
  return found.sort((a, b) => (keys.get(a) === null) - (keys.get(b) === null) || keys.get(a) - keys.get(b) || a - b);
}

function tally(values) {
  const times = new Map();
  for (const value of values) times.set(value, (times.get(value) ?? 0) + 1);
  return [...times].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
}

function showFilters() {
  const { pages } = state.dataset;
  const names = state.names.map((name, place) => [String(place), name]);
  choices($("first"), names, state.first);
  choices($("second"), names, state.second);
  choices($("sort"), SORTS, listing.sort);
  const kinds = (values) => [["", "all"], ...tally(values).map(([value, times]) => [`=${value}`, `${value || "unknown"} (${times})`])];
  choices($("type"), kinds(pages.type), listing.type);
  choices($("language"), kinds(pages.language), listing.language);
  choices($("status"), OUTCOMES, listing.status);
}

function outcomeParts(extractor, page) {
  const letter = statusOf(extractor, page);
  const score = scoreOf(extractor, page);
  const parts = [element("span", { class: "value" }, score === null ? "\u2013" : fixed(score))];
  if (letter !== "o") parts.push(" ", element("span", { class: isFailed(letter) ? "mark failed" : "mark empty" }, STATUS[letter]));
  return parts;
}

function showList() {
  listing.places = chosenPages();
  listing.start = Math.min(listing.start, Math.max(0, Math.ceil(listing.places.length / AT_ONCE - 1) * AT_ONCE));
  const { pages } = state.dataset;
  const shownPages = listing.places.slice(listing.start, listing.start + AT_ONCE);
  const [one, two] = [state.names[state.first], state.names[state.second]];
  const rows = shownPages.map((page) => {
    const apart = difference(page);
    return [
      element("a", { href: addressOf({ page }), dir: "auto" }, pages.id[page]),
      { parts: element("bdi", {}, pages.site[page] === pages.id[page] ? "" : pages.site[page]), class: "minor" },
      { parts: pages.type[page], class: "minor" }, { parts: pages.language[page], class: "minor" },
      { parts: apart === null ? "\u2013" : signed(apart), class: `number ${apart > 0 ? "ahead" : "behind"}` },
      { parts: outcomeParts(state.first, page), class: "figure" }, { parts: outcomeParts(state.second, page), class: "figure" },
    ];
  });
  const headings = ["page", { text: "site", class: "minor" }, { text: "type", class: "minor" }, { text: "language", class: "minor" }, numeric("difference"), one, two];
  const made = table(`Pages by ${SORTS.find(([name]) => name === listing.sort)[1]}; ${state.metric.name} ${spoken(state.metric.figure)} of each`, headings, rows, { class: "pages" });
  $("list").replaceChildren(made.firstChild);
  const last = listing.start + shownPages.length;
  $("count").textContent = listing.places.length
    ? `${listing.start + 1}\u2013${last} of ${count(listing.places.length, "page")}${listing.places.length < pages.id.length ? ` chosen from ${pages.id.length.toLocaleString("en")}` : ""}`
    : "No page is like that.";
  const turn = (text, start) => element("button", { type: "button", on: { click: () => { listing.start = start; showList(); $("pages").scrollIntoView(); } } }, text);
  $("turn").replaceChildren(
    ...(listing.start > 0 ? [turn("\u2190 Previous 50", listing.start - AT_ONCE)] : []),
    ...(last < listing.places.length ? [turn("Next 50 \u2192", listing.start + AT_ONCE)] : []));
}

const signed = (value) => `${value > 0 ? "+" : value < 0 ? "\u2212" : ""}${fixed(Math.abs(value))}`;

function showPages() {
  $("pages").querySelector(".lead").textContent =
    `Choose two extractors and read where they differ. Scores are ${spoken(state.metric.figure)} of ${state.metric.name}, page by page.`;
  showFilters();
  showList();
}

function listenToFilters() {
  $("filters").addEventListener("submit", (event) => event.preventDefault());
  for (const name of ["type", "language", "status", "sort"]) {
    $(name).addEventListener("change", () => { listing[name] = $(name).value; listing.start = 0; showList(); });
  }
  for (const name of ["first", "second"]) {
    $(name).addEventListener("change", () => { listing.start = 0; go({ [name]: Number($(name).value) }); });
  }
  $("search").addEventListener("input", () => { listing.search = $("search").value; listing.start = 0; showList(); });
}
