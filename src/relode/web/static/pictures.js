// Pictures of a page that answer: drawn at the width of the page when they come into view; without scripts they stand still.
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
  const got = await fetch(`${figure.dataset.live}&width=${width}`);
  if (!got.ok) return;
  const { view } = await window.vegaEmbed(drawing, await got.json(), EMBED);
  still.hidden = true;
  const said = figure.querySelector(".readout");
  const points = answering(drawing, view, (point) => {
    said.textContent = point.datum.told;
  });
  if (points.length > 0) {
    drawing.tabIndex = 0;
    drawing.setAttribute("role", "application");
    drawing.setAttribute("aria-label", still.querySelector("img").alt);
    said.hidden = false;
  }
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
