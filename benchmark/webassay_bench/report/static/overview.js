// The sections over a whole dataset.
const CROSSED = "cv";
const LEARNT = "learnt";
const CAVEATS = {
  [CROSSED]: "cross-validated: each page was judged by a model that never saw its site",
  [LEARNT]: "its model learned from these very pages, so that its figures are too good",
};
const caveat = (extractor) => (extractor.learnt ? LEARNT : extractor.cross_validated ? CROSSED : null);

function nameParts(place) {
  const extractor = state.dataset.extractors[place];
  const parts = [element("bdi", {}, state.names[place])];
  const mark = caveat(extractor);
  if (mark) parts.push(" ", element("abbr", { class: "cv", title: CAVEATS[mark] }, mark));
  return parts;
}

const numeric = (text) => ({ text, class: "number" });
const headline = (place) => state.metric.figures[place][state.metric.figure];
const ranking = () => `${state.metric.figure === "f1" ? "F1" : state.metric.figure} of ${state.metric.name}`;
const spoken = (figure) => ({ f1: "F1", f1_counts: "F1 of counts", f1_page: "F1 of pages" })[figure] ?? figure.replaceAll("_", " ");

function chartNames() {
  return state.dataset.extractors.map((one, place) => state.names[place] + (caveat(one) ? ` (${caveat(one)})` : ""));
}

function showLeaderboard() {
  const { metric, dataset } = state;
  const values = metric.order.map((place, rank) => {
    const { value, low, high } = headline(place);
    return { place, rank, value, low, high, tip: `${state.names[place]}\n${fixed(value)} (${fixed(low)}\u2013${fixed(high)})` };
  });
  const others = [...new Set(metric.figures.flatMap((found) => Object.keys(found)))].filter((name) => name !== metric.figure);
  const firsts = metric.first.some((chance) => chance !== null) ? metric.first : null;
  const headings = ["", "extractor", spoken(metric.figure), firsts && numeric("chance of being first"), ...["failed", "empty", "CPU ms a page", "peak MiB"].map(numeric), ...others.map(spoken)];
  const rows = metric.order.map((place, rank) => {
    const one = dataset.extractors[place];
    const cells = [
      String(rank + 1),
      { parts: [...nameParts(place), " ", element("span", { class: "version" }, one.version)] },
      { parts: figureParts(headline(place)), class: "figure", "data-figure": place },
      firsts && { parts: firsts[place] === null ? "\u2013" : share(firsts[place]), class: "number" },
      { parts: failures(one), class: one.failed ? "number bad" : "number" },
      { parts: String(one.statuses.empty), class: "number" },
      { parts: milliseconds(one.cpu_ms), class: "number" },
      { parts: one.memory_mb === null ? "unknown" : Math.round(one.memory_mb).toLocaleString("en"), class: "number" },
      ...others.map((name) => ({ parts: figureParts(metric.figures[place][name]), class: "figure" })),
    ];
    return firsts ? cells : cells.filter((_, column) => column !== 3);
  });
  const best = metric.order[0];
  const marks = [...new Set(dataset.extractors.map(caveat))].filter((mark) => mark);
  fill("leaderboard",
    `${state.names[best]} leads by ${ranking()} with ${fixed(headline(best).value)} (${range(headline(best))}) over ${count(dataset.pages.id.length, "page")} of ${count(dataset.sites, "site")}. ` +
    "Intervals are 95 %, from a bootstrap in which whole sites are drawn; failed pages count as empty output." +
    marks.map((mark) => ` ${mark}: ${CAVEATS[mark]}.`).join(""),
    chart("leaderboard", `${ranking()} with 95 % intervals, best first. The table below has the figures.`, values, { names: chartNames() }),
    table(`Leaderboard by ${ranking()}`, headings.filter((heading) => heading !== null), rows, { rowHeading: 1, class: "board" }));
}

function failures(one) {
  const kinds = ["error", "timeout", "memory"].filter((kind) => one.statuses[kind]);
  if (kinds.length < 2) return one.failed ? `${one.failed} (${kinds[0]})` : "0";
  return `${one.failed} (${kinds.map((kind) => `${one.statuses[kind]} ${kind}`).join(", ")})`;
}

const heat = (value) => `figure heat h${Math.max(0, Math.min(9, Math.floor(value * 10)))}`;
const harm = (value) => `figure heat j${Math.max(0, Math.min(9, Math.ceil(value * 10) - 1))}${value > 0 ? "" : " zero"}`;

function showTypes() {
  const { metric } = state;
  const { pages, sites } = report.fewest;
  if (!metric.types.length) {
    fill("types", "The dataset does not say of what type its pages are.");
    return;
  }
  if (metric.types.every((one) => one.figures.every((figure) => figure === null))) {
    fill("types", `No type has enough pages for a figure: that takes ${pages} pages of ${sites} sites.`,
      table("Pages by type", ["type", numeric("pages"), numeric("sites")], metric.types.map((one) =>
        [one.type, { parts: String(one.pages), class: "number" }, { parts: String(one.sites), class: "number" }]), { class: "narrow" }));
    return;
  }
  const headings = ["extractor", ...metric.types.map((one) =>
    ({ text: [one.type, element("span", { class: "sub" }, `${count(one.pages, "page")}, ${count(one.sites, "site")}`)] }))];
  const rows = metric.order.map((place) => [
    { parts: nameParts(place) },
    ...metric.types.map((one) => {
      const figure = one.figures[place];
      return { parts: figureParts(figure), class: figure ? heat(figure.value) : "figure few" };
    }),
  ]);
  fill("types", `${ranking()} on each type of page, with 95 % intervals; the darker, the better. No figure (\u2013) where a type has fewer than ${pages} pages or ${sites} sites.`,
    table(`${ranking()} by page type`, headings, rows, { class: "heatmap" }));
}

function showSpeed() {
  const { metric, dataset } = state;
  const known = metric.order.filter((place) => dataset.extractors[place].cpu_ms);
  const off = known.filter((place) => !metric.plotted.includes(place));
  const values = known.filter((place) => !off.includes(place)).map((place) => {
    const { value, low, high } = headline(place);
    const cost = dataset.extractors[place].cpu_ms;
    return {
      place, value, low, high, cost, front: metric.front.includes(place), labelled: metric.named.includes(place),
      tip: `${state.names[place]}\n${fixed(value)} (${fixed(low)}\u2013${fixed(high)})\n${milliseconds(cost)} ms a page`,
    };
  });
  const rows = [...known].sort((a, b) => dataset.extractors[a].cpu_ms - dataset.extractors[b].cpu_ms).map((place) => [
    { parts: nameParts(place) },
    { parts: milliseconds(dataset.extractors[place].cpu_ms), class: "number" },
    { parts: figureParts(headline(place)), class: "figure" },
    metric.front.includes(place) ? "\u25c6 on the front" : "",
  ]);
  const front = metric.front.map((place) => state.names[place]).join(", ");
  const outside = off.map((place) => `${state.names[place]} (${fixed(headline(place).value)} in ${milliseconds(dataset.extractors[place].cpu_ms)} ms)`);
  fill("speed", front
    ? `On the Pareto front, where no other is both cheaper and at least as good, cheapest first: ${front}.` + (off.length ? ` Below the plot: ${outside.join(", ")}.` : "")
    : "No processor time is known of these results.",
    known.length ? chart("speed", `${ranking()} against processor time a page, on a logarithmic scale.`, values, { names: chartNames() }) : null,
    known.length ? folded("The figures as a table", table("Quality and cost, cheapest first", ["extractor", numeric("CPU ms a page"), ranking(), "Pareto front"], rows)) : null);
}

function showMetrics() {
  const { metrics } = state.dataset;
  $("metrics").hidden = metrics.length < 2;
  if (metrics.length < 2) return;
  const names = chartNames();
  const ranks = metrics.map((metric) => new Map(metric.order.map((place, rank) => [place, rank + 1])));
  const values = metrics.flatMap((metric, column) => metric.order.map((place) => ({
    place, metric: metric.name, column, rank: ranks[column].get(place), main: ranks[0].get(place) ?? 0,
    tip: `${state.names[place]}\n${metric.name}: place ${ranks[column].get(place)}, ${fixed(metric.figures[place][metric.figure].value)}`,
  })));
  const rows = state.metric.order.map((place) => {
    const places = ranks.map((rank) => rank.get(place)).filter((rank) => rank !== undefined);
    const apart = Math.max(...places) - Math.min(...places);
    return [{ parts: nameParts(place) }, ...metrics.map((metric, column) => {
      const rank = ranks[column].get(place);
      return rank === undefined ? "\u2013" : { parts: [element("strong", {}, String(rank)), " ", ...figureParts(metric.figures[place][metric.figure])], class: "figure" };
    }), { parts: String(apart), class: apart > 3 ? "number bad" : "number" }];
  });
  const headings = ["extractor", ...metrics.map((metric) => `${metric.name} (${spoken(metric.figure)})`), numeric("places apart")];
  const { sentences, pairs } = state.dataset.agreement;
  fill("metrics", "The place of each extractor under each metric. Where lines cross, two metrics disagree on who is better.",
    sentences.length ? element("ul", { class: "sentences" }, sentences.map((sentence) => element("li", {}, sentence))) : null,
    chart("metrics", "Places by metric, one line an extractor. The table below has the figures.", values, {
      left: metrics[0].order.map((place) => names[place]), right: metrics.at(-1).order.map((place) => names[place]),
      columns: metrics.map((metric) => metric.name) }, 18 + 5 * metrics.length),
    pairs.length ? folded("How alike the rankings are", table("Rank correlation (Kendall's tau) between metrics",
      ["metric", "and metric", numeric("tau")], pairs.map((pair) => [pair.first, pair.second, { parts: pair.tau === null ? "\u2013" : fixed(pair.tau), class: "number" }]))) : null,
    folded("Places and figures as a table", table("Place and figure by metric", headings, rows)));
}

function showJunk() {
  const { leaks, metrics } = state.dataset;
  $("junk").hidden = leaks.length === 0;
  if (!leaks.length) return;
  const order = (metrics.find((metric) => metric.name === "lines") ?? state.metric).order;
  const headings = ["category", numeric("words"), numeric("lines"), ...order.map((place) => ({ text: nameParts(place) }))];
  const rows = leaks.map((leak) => [
    leak.category, { parts: leak.words.toLocaleString("en"), class: "number" }, { parts: leak.lines.toLocaleString("en"), class: "number" },
    ...order.map((place) => {
      const figure = leak.figures[place];
      return { parts: figureParts(figure), class: figure ? harm(figure.value) : "figure few" };
    }),
  ]);
  fill("junk", "Share of the words of each category of junk that came out, with 95 % intervals, over all pages with labelled lines; the darker, the more junk. Extractors are in the order of the metric on lines.",
    table("Share of junk words leaked, by category", headings, rows, { class: "heatmap" }));
}

function showSpread() {
  const { metric, dataset } = state;
  const values = metric.order.flatMap((place, rank) => {
    const { statuses } = dataset.extractors[place];
    const bins = metric.distribution[place].map((pages, bin) => ({ place, rank, kind: "score", column: bin + 2, pages, tip: `${state.names[place]}\n${(bin / 10).toFixed(1)} to ${((bin + 1) / 10).toFixed(1)}: ${count(pages, "page")}` }));
    const failed = dataset.extractors[place].failed;
    return [
      { place, rank, kind: "failed", column: 0, pages: failed, tip: `${state.names[place]}\nfailed: ${count(failed, "page")}` },
      { place, rank, kind: "empty", column: 1, pages: statuses.empty, tip: `${state.names[place]}\nempty: ${count(statuses.empty, "page")}` },
      ...bins,
    ];
  });
  const tenths = Array.from({ length: 10 }, (_, bin) => `${(bin / 10).toFixed(1)}\u2013${((bin + 1) / 10).toFixed(1)}`);
  const rows = metric.order.map((place) => {
    const one = dataset.extractors[place];
    return [{ parts: nameParts(place) }, { parts: failures(one), class: one.failed ? "number bad" : "number" },
      { parts: String(one.statuses.empty), class: "number" },
      ...metric.distribution[place].map((pages) => ({ parts: String(pages), class: "number" }))];
  });
  const failing = metric.order.filter((place) => dataset.extractors[place].failed);
  const said = failing.length
    ? `Pages failed in ${failing.map((place) => `${state.names[place]} (${failures(dataset.extractors[place])})`).join("; ")}. They count as empty output in every figure.`
    : "No page failed in any extractor.";
  fill("spread", `How many pages of each extractor score how much by ${metric.name}, in tenths; pages that failed or came out empty stand apart. ${said}`,
    chart("spread", `Pages by their score, extractor by extractor. The table below has the counts.`, values, { names: chartNames(), columns: ["failed", "empty", ...tenths] }),
    folded("The counts as a table", table(`Pages by score of ${metric.name}`, ["extractor", ...["failed", "empty", ...tenths].map(numeric)], rows)));
}
