// The answer and its four pictures follow the form: one request for each change, and new numbers in the same drawings.
const form = document.querySelector("form[data-deal]");
const EMBED = { ast: true, defaultStyle: false, tooltip: false, actions: false, renderer: "svg", logLevel: 1 };
const views = new Map();
const kept = new Map();
let wanted = null;
let isAsking = false;

function address() {
  const values = [...new FormData(form)].filter(([, value]) => value !== "");
  const asked = new URLSearchParams(values);
  const language = new URLSearchParams(location.search).get("lang");
  if (language) asked.set("lang", language);
  return asked;
}

// At most one question is under way; of those asked meanwhile only the newest is kept.
async function ask(asked, since) {
  wanted = { asked, since };
  if (isAsking) return;
  isAsking = true;
  while (wanted !== null) {
    const now = wanted;
    wanted = null;
    const answer = await fetch(`${form.getAttribute("action")}?${now.asked}`);
    if (!answer.ok) continue;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const found = page.getElementById("found");
    for (const each of found.querySelectorAll("details[id]")) each.open = document.getElementById(each.id)?.open ?? false;
    document.getElementById("found").replaceWith(found);
    await fill(now.asked);
    performance.measure("redraw", { start: now.since, end: performance.now() });
    document.documentElement.dataset.shown = String(Number(document.documentElement.dataset.shown ?? 0) + 1);
    history.replaceState(null, "", `?${now.asked}`);
  }
  isAsking = false;
}

// Rows keep the labels that they were drawn with; other rows than those drawn need other drawings.
async function fill(asked) {
  const told = JSON.parse(document.getElementById("rows").dataset.rows);
  const areSeen = Object.keys(told.titles).length === views.size;
  const isSame = areSeen && [...kept].every(
    ([name, rows]) => rows.length === told.rows[name].length && told.rows[name].every((row) => rows.some((old) => old.key === row.key)),
  );
  if (!isSame) return draw(asked);
  for (const [key, view] of views) {
    for (const [name, rows] of kept) {
      if (!view.names.has(name)) continue;
      const numbers = new Map(told.rows[name].map((row) => [row.key, row]));
      view.view.data(name, rows.map((old) => ({ ...numbers.get(old.key), measure: old.measure })));
    }
    say(key, told);
  }
  return Promise.all([...views.values()].map(({ view }) => view.runAsync()));
}

function say(key, told) {
  const figure = document.getElementById(`picture-${key}`);
  figure.querySelector("h2").textContent = told.titles[key];
  figure.querySelector(".drawing").setAttribute("aria-label", told.told[key]);
}

function dataOf(spec) {
  return [spec, ...(spec.layer ?? [])].map((part) => part.data).filter((data) => data?.name);
}

async function draw(asked) {
  const figures = [...document.querySelectorAll("figure[data-deal]")];
  const width = Math.max(220, Math.floor(figures[0].clientWidth));
  const got = await fetch(`${form.dataset.deal}?${asked}&width=${width}`);
  if (!got.ok) return;
  const specs = await got.json();
  for (const { view } of views.values()) view.finalize();
  views.clear();
  kept.clear();
  const told = JSON.parse(document.getElementById("rows").dataset.rows);
  for (const figure of figures) {
    const key = figure.id.replace("picture-", "");
    figure.hidden = !(key in specs);
    if (figure.hidden) continue;
    const drawing = figure.querySelector(".drawing");
    const { view } = await window.vegaEmbed(drawing, specs[key], EMBED);
    drawing.querySelector("svg").setAttribute("aria-hidden", "true");
    views.set(key, { view, names: new Set(dataOf(specs[key]).map(({ name }) => name)) });
    for (const { name, values } of dataOf(specs[key])) kept.set(name, values);
    say(key, told);
  }
  document.documentElement.dataset.drawn = String(Number(document.documentElement.dataset.drawn ?? 0) + 1);
}

form.addEventListener("input", () => ask(address(), performance.now()));
form.addEventListener("submit", (event) => {
  event.preventDefault();
  ask(address(), performance.now());
});
let timer = 0;
addEventListener("resize", () => {
  clearTimeout(timer);
  timer = setTimeout(() => draw(address()), 300);
});
draw(address());
