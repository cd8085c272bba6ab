// What stands at a point of a drawing by Vega: found in its scene, read out by pointer, touch and arrow keys.
const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const RING = { r: 7, fill: "none", stroke: "var(--link)", "stroke-width": 2.5, visibility: "hidden", "pointer-events": "none" };
const SVG = "http://www.w3.org/2000/svg";

// Every mark whose row has words, with its place in the drawing.
function pointsOf(mark, across, down, found = []) {
  for (const item of mark.items ?? []) {
    if (mark.marktype === "group") {
      for (const inner of item.items ?? []) pointsOf(inner, across + (item.x ?? 0), down + (item.y ?? 0), found);
    } else if ((item.datum?.told ?? item.datum?.text) && Number.isFinite(item.x) && Number.isFinite(item.y)) {
      const x = across + (mark.marktype === "rect" ? item.x + (item.width ?? 0) / 2 : item.x);
      found.push({ x, y: down + item.y + (mark.marktype === "rect" ? (item.height ?? 0) / 2 : 0), datum: item.datum });
    }
  }
  return found;
}

// The nearest point in the direction of an arrow: what lies aside counts twice.
function towards(points, from, [right, below]) {
  let best = null;
  let least = Infinity;
  for (const point of points) {
    const along = (point.x - from.x) * right + (point.y - from.y) * below;
    const aside = Math.abs((point.x - from.x) * below) + Math.abs((point.y - from.y) * right);
    if (along > 0 && along + 2 * aside < least) [best, least] = [point, along + 2 * aside];
  }
  return best ?? from;
}

// Where the drawing itself begins within its frame: Vega counts the padding apart.
export function beginOf(view) {
  const [across, down] = view.origin();
  const { left, top } = view.padding();
  return [across + left, down + top];
}

// Calls `tell(point)` for what the reader points at, and `open(point)` for what is chosen; gives the points, and what
// shows one of them.
export function answering(drawing, view, tell, open = () => {}, reach = 60) {
  const [left, top] = beginOf(view);
  const points = pointsOf(view.scenegraph().root, left, top);
  const svg = drawing.querySelector("svg");
  const ring = svg.appendChild(document.createElementNS(SVG, "circle"));
  for (const [name, value] of Object.entries(RING)) ring.setAttribute(name, value);
  let at = null;
  const show = (point) => {
    at = point;
    ring.setAttribute("cx", point.x);
    ring.setAttribute("cy", point.y);
    ring.setAttribute("visibility", "visible");
    tell(point);
  };
  const under = (event, within = reach) => {
    const box = svg.getBoundingClientRect();
    const scale = box.width / (Number(svg.getAttribute("width")) || box.width);
    const [x, y] = [(event.clientX - box.left) / scale, (event.clientY - box.top) / scale];
    let best = null;
    let least = within;
    for (const point of points) {
      const far = Math.hypot(point.x - x, point.y - y);
      if (far < least) [best, least] = [point, far];
    }
    return best;
  };
  const point = (event) => {
    // A finger is told of the nearest point wherever it taps; what is opened lies under it.
    const found = under(event, event.pointerType === "touch" ? Infinity : reach);
    if (found && found !== at) show(found);
  };
  svg.addEventListener("pointermove", point);
  svg.addEventListener("pointerdown", point);
  svg.addEventListener("click", (event) => under(event) && open(under(event)));
  drawing.onkeydown = (event) => {
    if (points.length === 0) return;
    if (event.key in STEPS) {
      event.preventDefault();
      show(at ? towards(points, at, STEPS[event.key]) : points[0]);
    } else if (event.key === "Enter" && at) open(at);
  };
  return { points, show };
}
