// One page: gold, and the outputs of two extractors, line by line.
const LONG = 2000; // characters of a line that are shown at first
const ROWS = 400; // rows at first
const SIGNS = { same: "=", moved: "\u2195", partly: "\u2248", extra: "+", missing: "\u2212", leaked: "!" };
const MEANING = {
  same: "in the gold, in order", moved: "in the gold, elsewhere", partly: "in the gold, with other line breaks or words",
  extra: "not in the gold", missing: "in the gold, not in the output", leaked: "junk that came out",
};
const WANTED = new Set(["content", "required"]);
const reading = { only: false, rows: ROWS };

async function textsOf(page) {
  const packed = document.getElementById(`texts-${report.datasets.indexOf(state.dataset)}-${page}`);
  if (!packed) return null;
  const bytes = Uint8Array.from(atob(packed.textContent), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return JSON.parse(await new Response(stream).text());
}

async function showPage() {
  const { page, dataset, first, second } = state;
  $("page").hidden = page === null;
  if (page === null) return;
  $("page-title").replaceChildren("Page ", element("bdi", {}, dataset.pages.id[page]));
  const about = [dataset.pages.site[page], dataset.pages.type[page], dataset.pages.language[page]].filter(Boolean).join(" \u00b7 ");
  const texts = await textsOf(page);
  if (state.page !== page || state.first !== first || state.second !== second) return; // another was asked for
  fill("page", element("bdi", {}, about), steps(page), scoresOfPage(page), ...reasonsOf(page), comparison(texts));
}

function steps(page) {
  const here = listing.places.indexOf(page);
  const link = (text, other) => (other === undefined ? null : element("a", { href: addressOf({ page: other }) }, text));
  const pick = (which, label) => {
    const select = element("select", { on: { change: () => go({ [which]: Number(select.value) }) } });
    choices(select, state.names.map((name, place) => [String(place), name]), state[which]);
    return element("label", {}, `${label} `, select);
  };
  return element("div", { class: "filters" },
    pick("first", "First"), pick("second", "Second"),
    element("a", { href: addressOf({ page: null }) }, "Back to the list"),
    link("\u2190 Previous page", here > 0 ? listing.places[here - 1] : undefined),
    link("Next page \u2192", here >= 0 ? listing.places[here + 1] : undefined));
}

function scoresOfPage(page) {
  const { metrics } = state.dataset;
  const chosen = (place) => place === state.first || place === state.second;
  const row = (place) => [{ parts: nameParts(place) },
    { parts: element("span", { class: statusOf(place, page) === "o" ? "" : isFailed(statusOf(place, page)) ? "mark failed" : "mark empty" }, STATUS[statusOf(place, page)]) },
    ...metrics.map((metric) => ({ parts: metric.scores[place][page] === null ? "\u2013" : fixed(metric.scores[place][page]), class: "number" }))];
  const headings = ["extractor", "outcome", ...metrics.map((metric) => numeric(`${metric.name} ${spoken(metric.figure)}`))];
  const two = [...new Set([state.first, state.second])];
  return element("div", {}, table("Scores of this page", headings, two.map(row)),
    folded("Scores of all extractors", table("Scores of this page, all extractors", headings,
      state.metric.order.map((place) => ({ place, score: scoreOf(place, page) ?? -1 })).sort((a, b) => b.score - a.score)
        .map(({ place }) => Object.assign(row(place), { class: chosen(place) ? "chosen" : undefined })))));
}

function reasonsOf(page) {
  return [...new Set([state.first, state.second])].flatMap((place) => state.dataset.reasons[place]
    .filter(([one]) => one === page)
    .map(([, reason]) => element("p", { class: "reason" }, `${state.names[place]}: ${STATUS[statusOf(place, page)]}: ${reason}`)));
}

function comparison(texts) {
  const kept = (place) => texts?.outputs[place] ?? null;
  const [one, two] = [kept(state.first), kept(state.second)];
  if (!texts || (!texts.gold && !one && !two)) {
    return element("p", { class: "notice" }, "The texts of this page are not in this report. ",
      element("code", {}, "webassay run --texts"), " keeps what extractors give beside the results, and ",
      element("code", {}, "webassay report --dataset PATH"), " brings the gold.");
  }
  const keys = texts.lines.map(keyOf);
  const spine = texts.gold ?? one ?? [];
  const labelled = texts.gold ? texts.labels : spine.map(() => "content");
  const wanted = labelled.map((label) => WANTED.has(label));
  const sides = (texts.gold ? [[state.first, one], [state.second, two]] : [[state.second, two]]).map(([extractor, ids]) => ({
    extractor, ids, found: ids && compareLines(spine.map((id) => keys[id]), ids.map((id) => keys[id]), wanted),
  }));
  const heading = texts.gold ? "gold" : state.names[state.first];
  const rows = rowsOf(spine, sides, labelled);
  const box = element("div", { class: "diff-box" });
  const redraw = () => box.replaceChildren(diffOf(texts.lines, rows, sides, heading, redraw));
  redraw();
  const only = element("input", { type: "checkbox", id: "only", on: { change: () => { reading.only = only.checked; reading.rows = ROWS; redraw(); } } });
  only.checked = reading.only;
  reading.rows = ROWS;
  return element("div", {},
    element("h3", {}, "Line by line"),
    sides.map((side) => element("p", { class: "summary" }, summaryOf(side, labelled))),
    element("div", { class: "legend" }, element("label", {}, only, " only differences"),
      Object.entries(SIGNS).map(([how, sign]) => element("span", {}, element("span", { class: `sign ${how}`, "aria-hidden": "true" }, sign), ` ${MEANING[how]}`))),
    box);
}

// The rows of the comparison: a line of the gold each, and between them what only outputs have.
function rowsOf(spine, sides, labelled) {
  const beside = spine.map(() => sides.map(() => []));
  const before = [...spine, null].map(() => sides.map(() => []));
  sides.forEach(({ ids, found }, side) => found?.lines.forEach((line, i) => {
    const cell = line.row >= 0 ? beside[line.row] : before[line.gap];
    cell[side].push({ id: ids[i], how: howSeen(line, labelled), at: line.at });
  }));
  const rows = [];
  const gap = (place) => {
    const longest = Math.max(0, ...before[place].map((cell) => cell.length));
    for (let i = 0; i < longest; i++) rows.push({ gold: null, cells: before[place].map((cell) => cell.slice(i, i + 1)) });
  };
  spine.forEach((id, place) => {
    gap(place);
    const came = sides.map(({ found }) => found?.came[place]);
    rows.push({ gold: id, label: labelled[place], came, cells: beside[place] });
  });
  gap(spine.length);
  return rows;
}

const isJunk = (label) => !WANTED.has(label) && label !== "optional";
const howSeen = (line, labelled) => (line.at >= 0 && isJunk(labelled[line.at]) ? "leaked" : line.how);

function summaryOf({ extractor, ids, found }, labelled) {
  const name = state.names[extractor];
  if (!ids) return `${name}: its output was not kept.`;
  const wanted = found.came.filter((_, place) => WANTED.has(labelled[place]));
  const of = (how) => wanted.filter((one) => one === how).length;
  const extra = found.lines.filter((line) => line.how === "extra").length;
  const leaked = found.lines.filter((line) => howSeen(line, labelled) === "leaked").length;
  const parts = [`${of("same")} of ${count(wanted.length, "line")} as they are`];
  if (of("moved")) parts.push(`${of("moved")} elsewhere`);
  if (of("partly")) parts.push(`${of("partly")} with other breaks or words`);
  parts.push(`${of("missing")} missing`, `${extra} not in the gold`);
  if (labelled.some(isJunk)) parts.push(`${leaked} of junk`);
  return `${name}: ${parts.join(", ")}.`;
}

function isDifferent(row) {
  if (row.gold === null) return true;
  if (isJunk(row.label)) return row.cells.some((cell) => cell.length);
  return row.label !== "optional" && row.came.some((came) => came !== undefined && came !== "same");
}

function diffOf(lines, rows, sides, heading, redraw) {
  const chosen = reading.only ? rows.filter(isDifferent) : rows;
  const names = sides.map(({ extractor }) => state.names[extractor]);
  const columns = sides.length === 2 ? [names[0], heading, names[1]] : [heading, names[0]];
  const head = element("div", { role: "row", class: "row head" }, columns.map((name) => element("div", { role: "columnheader" }, element("bdi", {}, name))));
  const made = chosen.slice(0, reading.rows).map((row) => {
    const cells = sides.map(({ ids }, side) => outputCell(lines, row, side, names[side], ids));
    const gold = goldCell(lines, row, heading);
    return element("div", { role: "row", class: row.gold === null ? "row between" : "row" }, sides.length === 2 ? [cells[0], gold, cells[1]] : [gold, cells[0]]);
  });
  const grid = element("div", { role: "table", class: sides.length === 2 ? "diff" : "diff two", "aria-label": "Lines side by side" }, head, made);
  const left = chosen.length - reading.rows;
  if (!chosen.length) return element("p", { class: "notice" }, rows.length ? "There is no difference." : "Both are empty.");
  if (left <= 0) return grid;
  return element("div", {}, grid, element("button", { type: "button", on: { click: () => { reading.rows += 10 * ROWS; redraw(); } } }, `Show ${Math.min(left, 10 * ROWS)} more of ${count(left, "row")}`));
}

function goldCell(lines, row, heading) {
  if (row.gold === null) return element("div", { role: "cell", class: "cell gold none" });
  const tag = row.label === "content" ? null : element("span", { class: `tag ${isJunk(row.label) ? "junk" : "optional"}` }, row.label);
  return element("div", { role: "cell", class: `cell gold ${isJunk(row.label) ? "junk" : row.label}` },
    element("span", { class: "who" }, heading), tag, lineText(lines[row.gold]));
}

function outputCell(lines, row, side, name, ids) {
  const cell = element("div", { role: "cell", class: "cell" });
  const found = row.cells[side];
  if (found.length) {
    cell.append(element("span", { class: "who" }, name));
    for (const { id, how } of found) cell.append(element("div", { class: `line ${how}` }, sign(how), lineText(lines[id])));
    return cell;
  }
  cell.classList.add("none");
  const came = row.came?.[side];
  if (row.gold === null || !ids || isJunk(row.label)) return cell;
  const how = came === "missing" && row.label === "optional" ? null : came;
  if (how) cell.append(element("span", { class: "who" }, name), element("div", { class: `line ${how} note` }, sign(how), how === "missing" ? "missing" : how === "moved" ? "stands elsewhere" : "in other lines"));
  return cell;
}

function sign(how) {
  return [element("span", { class: `sign ${how}`, "aria-hidden": "true" }, SIGNS[how]), element("span", { class: "unseen" }, `${MEANING[how]}: `)];
}

function lineText(text) {
  const whole = element("span", { class: "text", dir: "auto" }, text.slice(0, LONG));
  if (text.length <= LONG) return whole;
  const more = element("button", { type: "button", on: { click: () => { whole.textContent = shown(text); more.remove(); } } }, `all ${text.length.toLocaleString("en")} characters`);
  return element("span", {}, whole, " ", more);
}
