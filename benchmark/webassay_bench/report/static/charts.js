// Charts are drawn by Vega-Lite from the specifications in the page, without evaluating strings, and
// only once they come near the window. Names reach them as data, by place, never as expressions.
const charts = JSON.parse($("charts").textContent);
const drawn = [];
const AXES = 40; // pixels beside what is drawn
const watcher = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    if (!isIntersecting) continue;
    watcher.unobserve(target);
    const chart = drawn.find((one) => one.box === target);
    if (chart) draw(chart);
  }
}, { rootMargin: "600px" });

// A height by steps and a width by the box do not go together, so the steps are counted here.
function heightOf(kind, values) {
  const { height } = charts.specs[kind];
  return height.step ? height.step * new Set(values.map(({ place }) => place)).size : height;
}

// `named` are lists of names by place, which the specification of the chart looks up.
function chart(kind, label, values, named, width) {
  // The library takes away what is said of the element that it draws into, hence one of its own.
  const box = element("div", { class: `chart ${kind}`, role: "img", "aria-label": shown(label) }, element("div"));
  box.style.minHeight = `${heightOf(kind, values) + AXES}px`; // nothing moves when it is drawn
  if (width) box.style.minWidth = `${width}rem`; // wider than a phone: its own box scrolls
  drawn.push({ box, kind, values, named });
  watcher.observe(box);
  return element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": `Chart: ${shown(label)}` }, box);
}

function forgetCharts() {
  for (const one of drawn.splice(0)) {
    watcher.unobserve(one.box);
    one.embedded?.finalize();
  }
}

const isDark = () => {
  const asked = document.documentElement.dataset.theme;
  return asked ? asked === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
};

async function draw(one) {
  const spec = structuredClone(charts.specs[one.kind]);
  spec.data = { values: one.values };
  spec.height = heightOf(one.kind, one.values);
  const looks = isDark() ? "dark" : "light";
  const given = { colours: charts.colours[looks], ...one.named };
  spec.params = Object.entries(given).map(([name, value]) => ({ name, value }));
  const options = {
    ast: true, actions: false, defaultStyle: false, renderer: "svg", tooltip: showTip,
    logLevel: 1 /* errors alone */, config: charts.themes[looks],
  };
  try {
    one.embedded?.finalize();
    one.embedded = await vegaEmbed(one.box.firstChild, spec, options);
    one.box.dataset.drawn = looks;
  } catch (error) {
    one.box.textContent = "The chart could not be drawn; its figures are in the table.";
    one.box.dataset.failed = String(error);
  }
}

function drawAgain() {
  for (const one of drawn) if (one.embedded) draw(one);
}

function showTip(_, event, __, value) {
  const tip = $("tip");
  tip.hidden = value === null || value === undefined || value === "";
  if (tip.hidden) return;
  tip.replaceChildren(...String(value).split("\n").map((line) => element("div", {}, line)));
  const { clientX: x, clientY: y } = event;
  tip.style.left = `${Math.max(4, Math.min(x + 12, innerWidth - tip.offsetWidth - 8))}px`;
  tip.style.top = `${Math.min(y + 14, innerHeight - tip.offsetHeight - 8)}px`;
}
