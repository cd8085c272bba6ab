// From any page to any city, question, industry or run: `/` or Ctrl-K leads here from everywhere but a field that is typed in.
// Without scripts the field is a search for a city.
import { answered } from "./asking.js";

const MOST = 10;
const TYPED = "input:not([type=range]):not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]";
const form = document.getElementById("palette");
const input = form.elements.q;
const list = document.getElementById("palette-list");
const hits = document.getElementById("palette-hits");
const questions = JSON.parse(form.dataset.questions);
let cities = [];
let industries = [];
let runs = [];
let shown = [];
let at = -1;
let back = null;
let isAsked = false;
// Until all has come nobody is told that there is nothing of a name; what did not come is asked for again.
let isWhole = false;

// Names are asked for once somebody wants to go somewhere, runs each time: there may be a new one.
async function load() {
  if (!isAsked) {
    isAsked = true;
    const lists = [form.dataset.names, form.dataset.industries].map((from) => answered(from, () => {}, undefined, "default"));
    const [names, named] = await Promise.all(lists);
    isAsked = names.ok && named.ok;
    if (names.ok) cities = names.content.map(([name, more]) => ({ name, words: `${name} ${more}`.toLowerCase(), more }));
    if (named.ok) industries = named.content.map(([text, more, href]) => ({ text, more: form.dataset.where, words: `${text} ${more}`, href }));
    show();
  }
  const { ok, content } = await answered(form.dataset.runs, () => {});
  if (ok) runs = content.map(([text, href]) => ({ text, href }));
  isWhole = isAsked && ok;
  show();
}

function pages() {
  const links = document.querySelectorAll(".questions a, header.site nav a");
  const words = Object.fromEntries(questions.map(([, label, more]) => [label, more]));
  return [...links].map(({ textContent, href, dataset }) => {
    const text = textContent.trim();
    return { text, href, words: `${text} ${dataset.words ?? words[text] ?? ""}` };
  });
}

function addressOf(city, question) {
  return `/find?${new URLSearchParams({ q: city.name, question })}`;
}

// Cities whose names hold every word; a word that none of its names holds may be one of a question.
function fitting(words) {
  const found = [];
  for (const city of cities) {
    const left = words.filter((word) => !city.words.includes(word));
    const first = city.words.startsWith(words[0]) ? 0 : 1;
    if (left.length === 0) found.push({ first, city, text: city.name, more: city.more, href: addressOf(city, "stand") });
    else if (left.length < words.length) {
      for (const [key, label, more] of questions) {
        if (!left.every((word) => `${label} ${more}`.toLowerCase().includes(word))) continue;
        found.push({ first, city, text: `${city.name} · ${label}`, href: addressOf(city, key) });
      }
    }
  }
  found.sort((one, other) => one.first - other.first);
  if (found.length === 0 || found.length > 3 || found[0].href !== addressOf(found[0].city, "stand")) return found;
  const [{ city }] = found;
  const more = questions.slice(1).map(([key, label]) => ({ text: `${city.name} · ${label}`, href: addressOf(city, key) }));
  return [found[0], ...more, ...found.slice(1)];
}

function entries() {
  const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [...pages(), ...runs];
  const holding = [...pages(), ...industries, ...runs].filter(({ text, words: its = text }) => words.every((word) => its.toLowerCase().includes(word)));
  const found = fitting(words).slice(0, MOST - Math.min(3, holding.length));
  if (found.length + holding.length > 0 || !isWhole) return [...found, ...holding];
  return [{ text: form.dataset.none, href: "/cities" }];
}

function show() {
  if (document.activeElement !== input) return;
  shown = entries().slice(0, MOST);
  list.replaceChildren(...shown.map(({ text, more }, i) => {
    const item = document.createElement("li");
    item.id = `palette-${i}`;
    item.setAttribute("role", "option");
    item.textContent = text;
    if (more) item.appendChild(document.createElement("small")).textContent = ` ${more}`;
    return item;
  }));
  list.hidden = shown.length === 0;
  input.setAttribute("aria-expanded", String(!list.hidden));
  hits.textContent = form.dataset.hits.replace("#", shown.length);
  point(-1);
}

function point(to) {
  at = to;
  for (const [i, item] of [...list.children].entries()) item.setAttribute("aria-selected", String(i === at));
  if (at < 0) input.removeAttribute("aria-activedescendant");
  else input.setAttribute("aria-activedescendant", `palette-${at}`);
}

function close() {
  list.hidden = true;
  input.setAttribute("aria-expanded", "false");
  point(-1);
}

input.addEventListener("focus", () => {
  show();
  load();
});
input.addEventListener("input", show);
input.addEventListener("blur", close);
input.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (event.isComposing) return;
  if (step && shown.length > 0) {
    event.preventDefault();
    if (list.hidden) show();
    // Over the last one and before the first lies what is typed.
    point(((at + 1 + step + shown.length + 1) % (shown.length + 1)) - 1);
  } else if (event.key === "Enter" && at >= 0) {
    event.preventDefault();
    location.href = shown[at].href;
  } else if (event.key === "Escape") {
    event.preventDefault();
    input.value = "";
    input.blur();
    back?.focus();
  }
});
// What is pressed must not take the focus from the field before it is chosen.
list.addEventListener("mousedown", (event) => event.preventDefault());
list.addEventListener("click", (event) => {
  const item = event.target.closest("[role=option]");
  if (item) location.href = shown[[...list.children].indexOf(item)].href;
});
addEventListener("keydown", (event) => {
  const isCalled = event.key === "/" ? !event.ctrlKey && !event.metaKey && !event.altKey : event.key === "k" && (event.ctrlKey || event.metaKey);
  if (!isCalled || event.target.closest?.(TYPED)) return;
  event.preventDefault();
  back = document.activeElement;
  input.focus();
});
for (const [name, value] of [["role", "combobox"], ["aria-expanded", "false"], ["aria-controls", list.id], ["aria-autocomplete", "list"]]) {
  input.setAttribute(name, value);
}
