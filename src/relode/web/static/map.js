// The map of all places: what the pointer or the keyboard is on is read out; a click or Enter opens its page.
const section = document.getElementById("map");
const form = document.getElementById("map-form");
const drawing = section.querySelector(".drawing");
const readout = document.getElementById("readout");
const EMBED = { ast: true, defaultStyle: false, tooltip: false, actions: false, renderer: "svg" };
const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
let view = null;
let marks = [];
let at = null;

function query() {
  return new URLSearchParams([...new FormData(form)]).toString();
}

// Dots with their places on the page of the drawing, found in the scene that Vega drew.
function dotsOf(group, found = []) {
  for (const mark of group.items ?? []) {
    if (mark.marktype === "symbol") found.push(...mark.items.filter((item) => item.datum?.slug));
    else if (mark.items) for (const item of mark.items) dotsOf(item, found);
  }
  return found;
}

async function draw() {
  const width = Math.max(200, Math.min(760, Math.floor(drawing.clientWidth) - 8));
  const theme = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  const got = await fetch(`/map.json?${query()}&width=${width}&theme=${theme}&lang=${section.dataset.language}`);
  if (!got.ok) {
    readout.textContent = (await got.json()).detail;
    return;
  }
  view?.finalize();
  ({ view } = await window.vegaEmbed(drawing, await got.json(), EMBED));
  marks = dotsOf(view.scenegraph().root);
  at = null;
  view.addEventListener("mouseover", (_, item) => item?.datum?.slug && tell(item));
  view.addEventListener("click", (_, item) => item?.datum?.slug && open(item));
  document.documentElement.dataset.shown = String(Number(document.documentElement.dataset.shown ?? 0) + 1);
}

function tell(item) {
  at = item;
  readout.textContent = item.datum.text;
}

function open(item) {
  location.href = `/city/${item.datum.slug}`;
}

// The nearest place in the direction of an arrow: what lies aside counts twice.
function next([right, down]) {
  const from = at ?? marks[0];
  let best = null;
  let least = Infinity;
  for (const mark of marks) {
    const along = (mark.x - from.x) * right + (mark.y - from.y) * down;
    const aside = Math.abs((mark.x - from.x) * down) + Math.abs((mark.y - from.y) * right);
    const far = along + 2 * aside;
    if (along > 0 && far < least) [best, least] = [mark, far];
  }
  return best ?? from;
}

drawing.addEventListener("keydown", (event) => {
  if (marks.length === 0) return;
  if (event.key in STEPS) {
    event.preventDefault();
    tell(at ? next(STEPS[event.key]) : marks[0]);
  } else if (event.key === "Enter" && at) open(at);
});

form.addEventListener("change", () => form.requestSubmit());
let timer = 0;
addEventListener("resize", () => {
  clearTimeout(timer);
  timer = setTimeout(draw, 200);
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
draw();
