// The answer and its four pictures follow the form: one request for each change, and new numbers in the same drawings.
import { answered, oneAtATime } from "./asking.js";

const form = document.querySelector("form[data-deal]");
const EMBED = { ast: true, defaultStyle: false, tooltip: false, actions: false, renderer: "svg", logLevel: 1 };
const refused = document.getElementById("refused");
const views = new Map();
const kept = new Map();
let wanted = null;
let areStale = true;

function address() {
  const values = [...new FormData(form)].filter(([, value]) => value !== "");
  const asked = new URLSearchParams(values);
  const language = new URLSearchParams(location.search).get("lang");
  if (language) asked.set("lang", language);
  return asked;
}

// One question, one drawing at a time; of what is asked meanwhile only the newest is kept.
const follow = oneAtATime(async () => {
  const now = wanted;
  if (now === null) return draw(address());
  const { ok, content } = await answered(`${form.getAttribute("action")}?${now.asked}`, lost, (got) => got.text());
  refused.textContent = "";
  if (!ok) return;
  const found = new DOMParser().parseFromString(content, "text/html").getElementById("found");
  for (const each of found.querySelectorAll("details[id]")) each.open = document.getElementById(each.id)?.open ?? false;
  document.getElementById("found").replaceWith(found);
  await fill(now.asked);
  performance.measure("redraw", { start: now.since, end: performance.now() });
  document.documentElement.dataset.shown = String(Number(document.documentElement.dataset.shown ?? 0) + 1);
  history.replaceState(null, "", `?${now.asked}`);
});

function ask() {
  wanted = { asked: address(), since: performance.now() };
  return follow();
}

function redraw() {
  areStale = true;
  return follow();
}

function lost() {
  if (refused.textContent !== form.dataset.lost) refused.textContent = form.dataset.lost;
}

// Rows keep the labels that they were drawn with; other rows than those drawn need other drawings.
async function fill(asked) {
  const told = JSON.parse(document.getElementById("rows").dataset.rows);
  const areSeen = Object.keys(told.titles).length === views.size;
  const isSame = !areStale && areSeen && [...kept].every(
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
  const { ok, content: specs } = await answered(`${form.dataset.deal}?${asked}&width=${width}`, lost);
  refused.textContent = "";
  if (!ok) return;
  areStale = false;
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

form.addEventListener("input", ask);
form.addEventListener("submit", (event) => {
  event.preventDefault();
  ask();
});
let timer = 0;
addEventListener("resize", () => {
  clearTimeout(timer);
  timer = setTimeout(redraw, 300);
});
redraw();
