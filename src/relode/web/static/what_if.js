// Levers and consequences: asks the server for the newest scenario only, and redraws while a lever moves.
import { answered, oneAtATime } from "./asking.js";
import { picturesOf } from "./what_if_drawing.js";

const form = document.getElementById("what-if");
const KEPT = 200;
const FRAMES = 12;
const FRAME = 140;
const GESTURE = 1500;
const answers = new Map();
const pictures = form && picturesOf(form, lost);
let latest = null;
let wanted = null;
let areStale = true;
let depth = history.state?.depth ?? 0;

function ranges() {
  return [...form.querySelectorAll("input[type=range]")];
}

function query() {
  const asked = new URLSearchParams();
  for (const range of ranges()) {
    if (Number(range.value) === 0) continue;
    asked.set(range.name, String(Number(Number(range.value).toPrecision(6))));
    const sector = form.elements[`${range.name}_sector`];
    if (sector) asked.set(sector.name, sector.value);
  }
  if (form.elements.shock.value) asked.set("shock", form.elements.shock.value);
  asked.set("until", form.elements.until.value);
  asked.set("budget", form.elements.budget.value);
  return asked.toString();
}

function fill(search) {
  const asked = new URLSearchParams(search);
  for (const range of ranges()) {
    const dose = asked.get(range.name) ?? range.min;
    range.step = range.dataset.grid;
    range.value = dose;
    if (Math.abs(range.value - dose) < 1e-9) continue;
    range.step = "any"; // a dose between two steps stays what it is
    range.value = dose;
  }
  for (const select of form.querySelectorAll("select")) {
    const standard = select.name === "first" ? select.options[0] : ([...select.options].find((option) => option.defaultSelected) ?? select.options[0]);
    select.value = asked.get(select.name) ?? standard.value;
  }
  form.elements.shock.value = asked.get("shock") ?? "";
}

// A plan run is sent the year and the budget that are set here.
function passOn() {
  keepScenario();
  const plan = document.getElementById("plan-form");
  if (!plan) return;
  plan.elements.horizon.value = form.elements.until.value;
  plan.elements.budget.value = `${Number((100 * form.elements.budget.value).toPrecision(3))}%`;
}

// Another language and another question take the scenario along, so that the way back finds it.
function keepScenario() {
  const asked = query();
  const other = document.querySelector("a.language");
  document.querySelector(".switch input[name=kept]").value = `${asked}${picked()}`;
  const language = new URL(other.href).searchParams.get("lang");
  other.href = `?${asked}${picked()}&lang=${language}`;
  for (const link of document.querySelectorAll(".questions a")) link.href = `${link.pathname}?${asked}${picked()}`;
}

// The whole address: what is set, the picture that stands above, the language.
function here(asked) {
  const language = new URLSearchParams(location.search).get("lang");
  return `?${asked}${picked()}${language ? `&lang=${language}` : ""}`;
}

// Which picture is the large one: no part of the scenario, but of the address.
function picked() {
  const { value, options } = form.elements.first;
  return value === options[0].value ? "" : `&first=${value}`;
}

// The picture that was picked stands above, the others below in their order; whether anything was moved.
function arrange() {
  const figure = (name) => form.querySelector(`[data-quantity="${name}"]`);
  const wanted = figure(form.elements.first.value);
  const [above, below] = [form.querySelector(".first"), form.querySelector(".fans")];
  if (above.contains(wanted)) return false;
  for (const { value } of form.elements.first.options) below.append(figure(value));
  above.append(wanted);
  return true;
}

async function answerOf(asked) {
  asked += picked();
  if (answers.has(asked)) return answers.get(asked);
  const { ok, content } = await answered(`${form.dataset.city}/what-if.json?${asked}&lang=${form.dataset.language}`, lost);
  if (!ok) return { problem: content.detail };
  answers.set(asked, content);
  if (answers.size > KEPT) answers.delete(answers.keys().next().value);
  return content;
}

function lost() {
  const said = document.getElementById("refused");
  if (said.textContent !== form.dataset.lost) said.textContent = form.dataset.lost;
}

// One question, one drawing at a time; of what is asked meanwhile only the newest is kept.
const follow = oneAtATime(async () => {
  const now = wanted;
  const answer = await answerOf(now.asked);
  if (areStale || pictures.isOther(answer)) {
    areStale = false;
    await pictures.draw(answer);
  }
  const left = await show(answer);
  performance.measure("redraw", { start: now.since, end: performance.now() });
  await showLeft(left, answer, now);
  if (wanted === now) document.documentElement.dataset.shown = String(Number(document.documentElement.dataset.shown ?? 0) + 1);
});

function ask(asked, since) {
  wanted = { asked, since };
  return follow();
}

// Pictures are made anew only when the width or their order changes; their colours follow the page.
function redraw() {
  areStale = true;
  return ask(query(), performance.now());
}

// Draws what is in view; gives the pictures that are not.
async function show(answer) {
  // Looked at before anything is written: afterwards the browser would lay out the whole page to tell.
  const names = pictures.names();
  const left = names.filter((name) => !pictures.isInView(name));
  document.getElementById("refused").textContent = answer.problem ?? answer.refused;
  if (answer.problem) return [];
  passOn();
  tellSet(answer);
  // What is said has its figures as links to their origin, as the server escaped it.
  document.getElementById("finding").innerHTML = answer.finding;
  document.getElementById("alone").innerHTML = answer.alone;
  document.getElementById("strike").hidden = !answer.query.shock;
  document.getElementById("money").innerHTML = answer.money.text;
  document.getElementById("others").innerHTML = answer.money.others;
  document.getElementById("command").textContent = answer.command;
  document.getElementById("python").textContent = answer.python;
  drawPayers(answer.money);
  for (const output of form.querySelectorAll("output[data-value]")) output.textContent = answer.values[output.dataset.value];
  for (const range of ranges()) range.setAttribute("aria-valuetext", answer.values[range.name]);
  for (const output of form.querySelectorAll("output[data-cost]")) output.textContent = answer.costs[output.dataset.cost] ?? "";
  document.getElementById("paths-of").textContent = answer.paths.label;
  document.getElementById("paths-unit").textContent = answer.paths.unit;
  for (const note of form.querySelectorAll("[data-note]")) note.innerHTML = answer.notes[note.dataset.note];
  await Promise.all(names.filter((name) => !left.includes(name)).map((name) => pictures.fill(name, answer)));
  latest = answer.table;
  pictures.tellAll(answer);
  fillTable();
  for (const link of form.querySelectorAll("[data-keep]")) {
    link.href = `${form.dataset.city}/${link.dataset.keep}?${new URLSearchParams(answer.query)}`;
  }
  return left;
}

// Whoever opens a link sees which levers it sets, without looking through all of them, and can let go of each.
function tellSet(answer) {
  const set = document.getElementById("set");
  const moved = ranges().filter((range) => Number(range.value) > 0);
  set.hidden = moved.length === 0;
  set.replaceChildren(...moved.map((range) => {
    const chip = document.createElement("a");
    const sign = document.createElement("span");
    sign.textContent = "×";
    sign.setAttribute("aria-hidden", "true");
    chip.append(`${nameOf(range)} ${answer.values[range.name]} `, sign);
    chip.dataset.off = range.name;
    const left = new URLSearchParams(query());
    left.delete(range.name);
    left.delete(`${range.name}_sector`);
    chip.href = here(left.toString());
    const item = document.createElement("li");
    item.append(chip);
    return item;
  }));
}

function nameOf(range) {
  return form.querySelector(`label[for="${range.id}"]`).textContent;
}

// Each payer's part, and the line of the budget, which is drawn last.
function drawPayers({ parts, line }) {
  const bar = document.getElementById("payers");
  const mark = bar.querySelector(".limit");
  mark.setAttribute("x", Math.min(100 * line, 99.4));
  bar.replaceChildren(...parts.map(({ payer, from, length }) => {
    const part = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    part.setAttribute("class", payer);
    for (const [name, value] of [["x", 100 * from], ["width", 100 * length], ["y", 1], ["height", 8]]) part.setAttribute(name, value);
    return part;
  }), mark);
}

// Pictures that nobody sees are drawn once the lever rests.
async function showLeft(names, answer, now) {
  for (const name of names) {
    if (wanted !== now) return;
    await pictures.fill(name, answer);
  }
}

// A folded table is filled when it is opened.
function fillTable() {
  const body = document.querySelector("#numbers tbody");
  if (body.closest("details").open && latest) body.replaceChildren(...latest.map(line));
}

function line(cells) {
  const row = document.createElement("tr");
  for (const text of cells) row.insertCell().textContent = text;
  return row;
}

function changed(event) {
  const since = performance.now();
  const asked = query();
  if (arrange()) redraw();
  else ask(asked, since);
}

// The address is written when a lever rests: each time it costs the browser as much as a picture.
// One gesture is one step back: keys pressed one after another on the same lever are one gesture.
function settled(event) {
  const asked = here(query());
  const now = performance.now();
  const isSame = event?.target === gesture.target && now - gesture.at < GESTURE && depth > 0;
  gesture = { target: event?.target, at: now };
  if (isSame) {
    history.replaceState({ depth }, "", asked);
  } else {
    depth += 1;
    history.pushState({ depth }, "", asked);
  }
  document.getElementById("undo").disabled = depth === 0;
}

let gesture = { target: null, at: 0 };

function start() {
  form.addEventListener("input", changed);
  form.addEventListener("change", settled);
  document.getElementById("numbers").closest("details").addEventListener("toggle", fillTable);
  form.addEventListener("submit", (event) => event.preventDefault());
  document.getElementById("undo").addEventListener("click", () => history.back());
  document.getElementById("reset").addEventListener("click", () => {
    for (const range of ranges()) range.value = range.min;
    ask(query(), performance.now());
    settled();
  });
  document.getElementById("set").addEventListener("click", (event) => {
    const lever = event.target.closest("[data-off]")?.dataset.off;
    if (!lever) return;
    event.preventDefault();
    form.elements[lever].value = form.elements[lever].min;
    ask(query(), performance.now());
    settled();
  });
  document.getElementById("replay").addEventListener("click", replay);
  // Browsers lend the clipboard to this machine and to encrypted addresses alone: elsewhere the address bar has the link.
  document.getElementById("copy").hidden = !navigator.clipboard;
  document.getElementById("copy").addEventListener("click", async ({ target }) => {
    await navigator.clipboard.writeText(new URL(here(query()), location.href).href);
    const before = target.textContent;
    target.textContent = target.dataset.copied;
    setTimeout(() => (target.textContent = before), 1500);
  });
  addEventListener("keydown", (event) => {
    if (event.key === "Escape") for (const sheet of document.querySelectorAll("details[name=of-lever][open]")) sheet.open = false;
  });
  addEventListener("popstate", (event) => {
    gesture = { target: null, at: 0 };
    depth = event.state?.depth ?? 0;
    document.getElementById("undo").disabled = depth === 0;
    fill(location.search);
    if (arrange()) redraw();
    else ask(query(), performance.now());
  });
  let timer = 0;
  addEventListener("resize", () => {
    clearTimeout(timer);
    timer = setTimeout(redraw, 200);
  });
  document.getElementById("undo").disabled = depth === 0;
  redraw();
}

// From nothing to what is set, as if the levers were drawn together: nothing of it stands in the address.
async function replay({ target }) {
  const doses = ranges().filter((range) => Number(range.value) > 0).map((range) => [range, range.value]);
  target.disabled = true;
  for (let frame = 0; frame <= FRAMES; frame += 1) {
    for (const [range, dose] of doses) range.value = frame === FRAMES ? dose : (dose * frame) / FRAMES;
    await Promise.all([ask(query(), performance.now()), new Promise((done) => setTimeout(done, FRAME))]);
  }
  target.disabled = false;
}

async function wait(status) {
  const { content } = await answered(status.dataset.state, () => {});
  if (content.warmed) status.value = content.warmed;
  if (content.simulator === "warming") setTimeout(wait, 1500, status);
  else location.reload();
}

const status = document.getElementById("warming");
if (status) setTimeout(wait, 1500, status);
if (form) start();
