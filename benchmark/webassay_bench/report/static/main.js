// Puts the page together, and keeps it in step with the address.
const SECTIONS = ["leaderboard", "types", "speed", "metrics", "junk", "spread", "pages"];
let looked = null; // the dataset and metric that the sections show

function show() {
  const before = state.page;
  readAddress();
  choices($("dataset"), report.datasets.map((one, place) => [String(place), one.name]), report.datasets.indexOf(state.dataset));
  choices($("metric"), state.dataset.metrics.map((one) => [one.name, `${one.name} (${spoken(one.figure)})`]), state.metric.name);
  if (looked?.dataset !== state.dataset || looked?.metric !== state.metric) {
    if (looked && looked.dataset !== state.dataset) Object.assign(listing, { type: "", language: "", status: "", start: 0 });
    looked = { dataset: state.dataset, metric: state.metric };
    forgetCharts();
    showLeaderboard();
    showTypes();
    showSpeed();
    showMetrics();
    showJunk();
    showSpread();
    showSections();
  }
  showPages();
  showPage().then(() => {
    if (state.page !== null && state.page !== before) focusOn("page");
    else if (state.page === null && before !== null) focusOn("pages");
  });
  document.title = state.page === null ? `${shown(state.dataset.name)} \u2013 webassay report` : `${shown(state.dataset.pages.id[state.page])} \u2013 webassay report`;
}

function focusOn(id) {
  $(id).scrollIntoView();
  $(id).focus({ preventScroll: true });
}

// The address holds the view, so sections are gone to without it.
function showSections() {
  $("sections").replaceChildren(...SECTIONS.filter((id) => !$(id).hidden).map((id) =>
    element("li", {}, element("button", { type: "button", on: { click: () => focusOn(id) } }, $(`${id}-title`).textContent))));
}

function showFooter() {
  const dates = report.datasets.flatMap((one) => one.extractors.map((extractor) => extractor.made)).sort();
  $("about").textContent = report.datasets.length > 1 ? `${count(report.datasets.length, "dataset")}` : "";
  $("footer").replaceChildren(
    element("p", {}, `Made by webassay ${report.webassay} from results of ${dates[0]?.slice(0, 10)} to ${dates.at(-1)?.slice(0, 10)}. Nothing on this page comes from the network.`),
    element("ul", {}, report.datasets.map((one) => element("li", {}, `${one.name}: data `, element("code", {}, one.sha256.slice(0, 16))))));
}

function theme(chosen) {
  if (chosen === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = chosen;
  drawAgain();
}

function start() {
  showFooter();
  listenToFilters();
  $("dataset").addEventListener("change", () => {
    const dataset = report.datasets[Number($("dataset").value)];
    state.names = labels(dataset.extractors);
    go({ dataset, page: null, first: 0, second: Math.min(1, dataset.extractors.length - 1), metric: dataset.metrics.find((one) => one.name === dataset.metric) });
  });
  $("metric").addEventListener("change", () => go({ metric: state.dataset.metrics.find((one) => one.name === $("metric").value) }));
  $("theme").addEventListener("change", () => theme($("theme").value));
  document.querySelector(".skip").addEventListener("click", (event) => { event.preventDefault(); focusOn("leaderboard"); });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAgain);
  addEventListener("hashchange", show);
  addEventListener("keydown", (event) => { if (event.key === "Escape") $("tip").hidden = true; });
  document.addEventListener("mouseleave", () => { $("tip").hidden = true; });
  show();
  document.documentElement.dataset.ready = "yes";
}

start();
