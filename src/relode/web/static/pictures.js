// Pictures of a page that answer: drawn at the width of the page when they come into view; without scripts they stand still.
import { answered } from "./asking.js";
import { answering } from "./points.js";

const EMBED = { ast: true, defaultStyle: false, tooltip: false, actions: false, renderer: "svg", logLevel: 1 };
const NEAR = "400px";
const drawn = new Map();

async function draw(figure) {
  const drawing = figure.querySelector(".live");
  const still = figure.querySelector("picture");
  const width = Math.min(1100, Math.max(220, Math.floor((drawing.clientWidth || still.clientWidth) / 20) * 20));
  if (drawn.get(figure) === width) return;
  drawn.set(figure, width);
  // Until the answer comes, the still picture stands, which shows the same.
  const { ok, content } = await answered(`${figure.dataset.live}&width=${width}`, () => {});
  if (!ok || drawn.get(figure) !== width) return;
  const { view } = await window.vegaEmbed(drawing, content, EMBED);
  still.hidden = true;
  const said = figure.querySelector(".readout");
  const { points } = answering(drawing, view, (point) => {
    said.textContent = point.datum.told;
  });
  // Who hears the page is told the picture in words, its points one by one, and has the table; the drawing says no more.
  drawing.querySelector("svg").setAttribute("aria-hidden", "true");
  drawing.setAttribute("role", points.length > 0 ? "application" : "img");
  drawing.setAttribute("aria-label", still.querySelector("img").alt);
  if (points.length > 0) drawing.tabIndex = 0;
  said.hidden = points.length === 0;
  document.documentElement.dataset.drawn = String(Number(document.documentElement.dataset.drawn ?? 0) + 1);
}

const seen = new IntersectionObserver(
  (entries) => {
    for (const entry of entries) if (entry.isIntersecting) draw(entry.target);
  },
  { rootMargin: NEAR },
);
for (const figure of document.querySelectorAll("figure[data-live]")) seen.observe(figure);
let timer = 0;
addEventListener("resize", () => {
  clearTimeout(timer);
  timer = setTimeout(() => [...drawn.keys()].forEach(draw), 300);
});
