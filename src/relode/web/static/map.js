// The map of all places: what the pointer or the keyboard is on is read out; a click or Enter opens its page.
import { answered, oneAtATime } from "./asking.js";
import { answering } from "./points.js";

const section = document.getElementById("map");
const drawing = section.querySelector(".drawing");
const EMBED = { ast: true, defaultStyle: false, tooltip: false, actions: false, renderer: "svg", logLevel: 1 };
const LARGEST = 20_000_000;
const AROUND = { west: 65, east: 145, south: 0, north: 60 };
let view = null;
let borders = null;

const say = (text) => {
  document.getElementById("readout").textContent = text;
};
const slider = () => document.getElementById("year");
const years = () => slider().dataset.years.split(" ");
function query() {
  const asked = new URLSearchParams([...new FormData(document.getElementById("map-form"))]);
  asked.set("year", years()[slider().value]);
  return asked;
}
const sought = document.getElementById("sought").querySelector("input");

const draw = oneAtATime(async () => {
  const width = Math.max(200, Math.min(760, Math.floor(drawing.clientWidth) - 8));
  const theme = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  const address = `/map.json?${query()}&width=${width}&theme=${theme}&lang=${section.dataset.language}`;
  const { ok, content: spec } = await answered(address, () => say(section.dataset.lost));
  if (!ok) return say(spec.detail);
  if (document.getElementById("readout").textContent === section.dataset.lost) say("");
  view?.finalize();
  ({ view } = await window.vegaEmbed(drawing, withBorders(spec), EMBED));
  section.querySelector(".own").hidden = !isOnTheGround(spec);
  const open = (point) => {
    if (point.datum.slug) location.href = `/city/${point.datum.slug}`;
  };
  const { points, show } = answering(drawing, view, (point) => say(point.datum.text), open, 30);
  // The city that a reader marked stays marked in another year and picture.
  const marked = points.find((point) => point.datum.place === sought.value.trim());
  if (marked) show(marked);
  else if (sought.value.trim()) say(sought.dataset.absent);
  document.documentElement.dataset.shown = String(Number(document.documentElement.dataset.shown ?? 0) + 1);
});

const isOnTheGround = (spec) => Boolean(spec.layer && spec.projection);

// Lines of a file of the reader lie under the dots; bubbles have no place on the ground.
function withBorders(spec) {
  if (!borders || !isOnTheGround(spec)) return spec;
  const line = { data: { values: borders }, mark: { type: "geoshape", filled: false, stroke: "#8a8a8a", strokeWidth: 0.7 } };
  return { ...spec, layer: [line, ...spec.layer] };
}

// The rings and lines of GeoJSON as lines; what lies elsewhere on the earth is left out, and counted.
function linesOf(found) {
  const lines = [];
  const take = (geometry) => {
    if (!geometry) return;
    if (geometry.type === "GeometryCollection") geometry.geometries.forEach(take);
    else if (geometry.type === "Polygon" || geometry.type === "MultiLineString") lines.push(...geometry.coordinates);
    else if (geometry.type === "MultiPolygon") for (const polygon of geometry.coordinates) lines.push(...polygon);
    else if (geometry.type === "LineString") lines.push(geometry.coordinates);
  };
  if (found.type === "FeatureCollection") found.features.forEach((feature) => take(feature.geometry));
  else take(found.type === "Feature" ? found.geometry : found);
  const isPoint = ([east, north]) => Number.isFinite(east) && Number.isFinite(north);
  const isHere = ([east, north]) => east > AROUND.west && east < AROUND.east && north > AROUND.south && north < AROUND.north;
  if (!lines.every((line) => line.every(isPoint))) throw new TypeError("coordinates");
  const kept = lines.filter((line) => line.length > 1 && line.every(isHere));
  return { kept, left: lines.length - kept.length };
}

async function read(file) {
  const said = document.getElementById("borders-said");
  try {
    if (file.size > LARGEST) throw new TypeError("size");
    const { kept, left } = linesOf(JSON.parse(await file.text()));
    if (kept.length === 0) throw new TypeError("lines");
    borders = [{ type: "Feature", properties: {}, geometry: { type: "MultiLineString", coordinates: kept } }];
    said.textContent = said.dataset.read.replace("#", kept.length).replace("#", left);
  } catch (error) {
    // RangeError: collections in collections without an end.
    if (![TypeError, SyntaxError, RangeError].some((kind) => error instanceof kind)) throw error;
    borders = null;
    said.textContent = said.dataset.wrong;
  }
  await draw();
}

// Another quantity, year or view: what is said and the table follow; another quantity has years of its own.
async function follow(changed) {
  const asked = query();
  if (changed !== "year") asked.delete("year");
  const got = await fetch(`/?${asked}&lang=${section.dataset.language}`);
  if (!got.ok) return;
  const held = document.activeElement?.closest("#map-form") && document.activeElement;
  const page = new DOMParser().parseFromString(await got.text(), "text/html");
  for (const id of ["map-title", "map-form", "map-said", "map-numbers"]) document.getElementById(id).replaceWith(page.getElementById(id));
  drawing.setAttribute("aria-label", page.querySelector("#map .drawing").getAttribute("aria-label"));
  history.replaceState(null, "", `/?${query()}`);
  document.querySelector("#map-form .year").hidden = false;
  showPlaying();
  if (held) document.querySelector(`#map-form ${held.id ? `#${held.id}` : `[name=${held.name}]`}`)?.focus();
  await draw();
}

// From the first year to the last, one a second; where the last is shown it begins anew.
let playing = 0; // which of the plays it is, 0 between them
let plays = 0;
let next = 0;
function showPlaying() {
  const button = document.getElementById("play");
  if (button) button.textContent = playing ? button.dataset.stop : button.dataset.play;
}
function stop() {
  clearTimeout(next);
  playing = 0;
  showPlaying();
}
async function play(mine) {
  const [at, last] = [Number(slider().value), Number(slider().max)];
  slider().value = at === last ? 0 : at + 1;
  await follow("year");
  if (playing !== mine) return;
  if (!document.getElementById("play") || Number(slider().value) === last) return stop();
  next = setTimeout(play, 1000, mine);
}

section.addEventListener("change", (event) => {
  const { id, name } = event.target;
  if (event.target === sought) return draw();
  if (id === "borders") return event.target.files.length > 0 && read(event.target.files[0]);
  stop();
  follow(name || id);
});
section.addEventListener("input", (event) => {
  if (event.target === slider()) document.querySelector("#map-form output").textContent = years()[slider().value];
});
section.addEventListener("click", (event) => {
  if (event.target.id !== "play") return;
  if (playing) return stop();
  playing = ++plays;
  showPlaying();
  play(playing);
});
for (const shown of [document.querySelector("#map-form .year"), document.getElementById("sought")]) shown.hidden = false;
let timer = 0;
addEventListener("resize", () => {
  clearTimeout(timer);
  timer = setTimeout(draw, 200);
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
draw();
