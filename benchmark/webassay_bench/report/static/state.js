// What is being looked at. It stands in the address after the #, so that every view can be linked.
const state = { dataset: null, metric: null, first: 0, second: 1, page: null, names: [] };

function readAddress() {
  const asked = new URLSearchParams(location.hash.slice(1));
  const named = (list, name) => list.findIndex((one) => shown(one) === name);
  state.dataset = report.datasets[Math.max(0, named(report.datasets.map((d) => d.name), asked.get("dataset")))];
  const { extractors, metrics, pages } = state.dataset;
  state.names = labels(extractors);
  const metric = metrics.find((one) => one.name === asked.get("metric"));
  state.metric = metric ?? metrics.find((one) => one.name === state.dataset.metric) ?? metrics[0];
  const first = named(state.names, asked.get("first"));
  const second = named(state.names, asked.get("second"));
  state.first = first < 0 ? 0 : first;
  state.second = second < 0 ? Math.min(state.first === 1 ? 0 : 1, extractors.length - 1) : second;
  const page = asked.has("page") ? named(pages.id, asked.get("page")) : -1;
  state.page = page < 0 ? null : page;
}

// Names of extractors; with the version where two results are of the same one.
function labels(extractors) {
  const times = new Map();
  for (const { name } of extractors) times.set(name, (times.get(name) ?? 0) + 1);
  return extractors.map(({ name, version }) => shown(times.get(name) > 1 ? `${name} ${version}` : name));
}

function addressOf(changes) {
  const now = { ...state, ...changes };
  const address = new URLSearchParams();
  if (report.datasets.length > 1) address.set("dataset", shown(now.dataset.name));
  if (now.metric.name !== now.dataset.metric) address.set("metric", now.metric.name);
  if (now.page !== null || "first" in changes || "second" in changes || state.first !== 0 || state.second !== 1) {
    address.set("first", state.names[now.first]);
    address.set("second", state.names[now.second]);
  }
  if (now.page !== null) address.set("page", shown(now.dataset.pages.id[now.page]));
  return `#${address}`;
}

function go(changes) {
  const address = addressOf(changes);
  if (address === location.hash) show();
  else location.hash = address;
}
