// The answer and its four pictures follow the form: one request for each change, and new numbers in the same drawings.
import { answered, oneAtATime } from "./asking.js";

const form = document.querySelector("form[data-deal]");
const EMBED = { ast: true, defaultStyle: false, tooltip: false, actions: false, renderer: "svg", logLevel: 1 };
const refused = document.getElementById("refused");
const numbers = document.getElementById("numbers");
const views = new Map();
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
  const open = numbers.open ? "&numbers=1" : "";
  const { ok, content } = await answered(`${form.dataset.moved}?${now.asked}${open}`, lost);
  refused.textContent = ok ? "" : content.detail;
  if (!ok) return;
  put(document.getElementById("found"), content.found);
  put(numbers.querySelector("div"), content.numbers);
  await fill(now.asked, content);
  performance.measure("redraw", { start: now.since, end: performance.now() });
  document.documentElement.dataset.shown = String(Number(document.documentElement.dataset.shown ?? 0) + 1);
  history.replaceState(null, "", `?${now.asked}`);
});

function put(place, html) {
  place.replaceChildren(...new DOMParser().parseFromString(html, "text/html").body.childNodes);
}

function ask() {
  for (const range of form.querySelectorAll("input[type=range]")) {
    const share = Math.round(range.value * 100);
    range.nextElementSibling.textContent = document.documentElement.lang.startsWith("zh") ? `${share}%` : `${share} %`;
  }
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

// Rows keep the words that they were drawn with; other rows than those drawn need other drawings.
async function fill(asked, { pictures, rows }) {
  const isSame = ([key, { kept }]) => key in pictures && [...kept].every(
    ([name, old]) => old.length === Object.keys(rows[name]).length && old.every((row) => row.key in rows[name]),
  );
  if (areStale || Object.keys(pictures).length !== views.size || ![...views].every(isSame)) return draw(asked);
  const moved = [...views].filter(([key, { view, kept }]) => {
    say(key, pictures[key]);
    const changed = [...kept].filter(([name, old]) => old.some((row) => isOther(row, rows[name][row.key])));
    for (const [name, old] of changed) {
      kept.set(name, old.map((row) => renewed(row, rows[name][row.key])));
      view.data(name, kept.get(name));
    }
    return changed.length > 0;
  });
  return Promise.all(moved.map(([, { view }]) => view.runAsync()));
}

// A new row: a copy with all that Vega wrote on the old one would be taken for the row that is drawn already.
function renewed(row, now) {
  return Object.fromEntries([...Object.entries(row), ...Object.entries(now)]);
}

function isOther(row, now) {
  return Object.entries(now).some(([name, value]) => row[name] !== value);
}

function say(key, { title, told }) {
  const figure = document.getElementById(`picture-${key}`);
  figure.querySelector("h2").textContent = title;
  figure.querySelector(".drawing").setAttribute("aria-label", told);
}

function dataOf(spec) {
  return [spec, ...(spec.layer ?? [])].map((part) => part.data).filter((data) => data?.name);
}

async function draw(asked) {
  const figures = [...document.querySelectorAll("figure[data-deal]")];
  const width = Math.max(220, Math.floor(figures[0].clientWidth));
  const { ok, content: pictures } = await answered(`${form.dataset.deal}?${asked}&width=${width}`, lost);
  refused.textContent = ok ? "" : pictures.detail;
  if (!ok) return;
  areStale = false;
  for (const { view } of views.values()) view.finalize();
  views.clear();
  for (const figure of figures) {
    const key = figure.id.replace("picture-", "");
    figure.hidden = !(key in pictures);
    if (figure.hidden) continue;
    const drawing = figure.querySelector(".drawing");
    const { view } = await window.vegaEmbed(drawing, pictures[key].spec, EMBED);
    drawing.querySelector("svg").setAttribute("aria-hidden", "true");
    views.set(key, { view, kept: new Map(dataOf(pictures[key].spec).map(({ name, values }) => [name, values])) });
    say(key, pictures[key]);
  }
  document.documentElement.dataset.drawn = String(Number(document.documentElement.dataset.drawn ?? 0) + 1);
}

// A place is asked for once its name is whole.
form.addEventListener("input", ({ target }) => target.name === "place" || ask());
form.elements.place.addEventListener("change", ask);
form.addEventListener("submit", (event) => {
  event.preventDefault();
  ask();
});
numbers.addEventListener("toggle", () => {
  if (numbers.open && wanted) ask();
});
let timer = 0;
addEventListener("resize", () => {
  clearTimeout(timer);
  timer = setTimeout(redraw, 300);
});
redraw();
