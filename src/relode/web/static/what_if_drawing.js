// The pictures of levers: drawn at the width of the page, filled with the numbers of an answer, read out at the pointer.
import { answered } from "./asking.js";
import { beginOf } from "./points.js";

const EMBED = { ast: true, defaultStyle: false, tooltip: false, actions: false, renderer: "svg" };
const PATHS = "paths";

// The pictures of a form; `lost` is called each time that the server did not answer.
export function picturesOf(form, lost) {
  let views = {};
  let told = null;
  let areBefore = false;
  const pointed = new Map();

  function figureOf(name) {
    return form.querySelector(`[data-quantity="${name}"]`);
  }

  // Facts and doing nothing of a picture: of the large one always, of the small ones while no lever is set.
  function levelsOf(name, answer) {
    if (name === PATHS) return answer.paths;
    return figureOf(name).closest(".first") ? undefined : answer.before[name];
  }

  function fillPicture(name, answer) {
    const levels = levelsOf(name, answer);
    const [low, high] = levels ? levels.axis : answer.axes[name];
    const view = views[name].signal("low", low).signal("high", high).data("marks", answer.marks).data("fans", rowsOf(answer, name));
    if (name !== PATHS) {
      const unit = figureOf(name).querySelector("h3 .subtitle");
      unit.textContent = levels ? levels.unit : unit.dataset.changes;
    }
    return (levels ? view.data("facts", levels.facts) : view).runAsync();
  }

  function rowsOf(answer, name) {
    return levelsOf(name, answer)?.fans ?? answer.rows[name];
  }

  // Whether the small pictures that stand are not those of an answer: what is drawn depends on whether a lever is set.
  function isOther(answer) {
    return answer.before !== undefined && areBefore !== Object.keys(answer.before).length > 0;
  }

  async function draw(answer) {
    areBefore = Object.keys(answer.before ?? {}).length > 0;
    const figures = [...form.querySelectorAll("[data-quantity]")];
    const widths = figures.map((figure) => Math.max(200, Math.floor(figure.clientWidth / 20) * 20));
    const specs = new Map();
    for (const width of new Set(widths)) {
      const address = `${form.dataset.city}/what-if-pictures.json?width=${width}`;
      const { ok, content } = await answered(`${address}&v=${form.dataset.version}&lang=${form.dataset.language}`, lost, undefined, "default");
      if (!ok) throw new Error(content.detail);
      specs.set(width, content);
    }
    for (const view of Object.values(views)) view.finalize();
    const made = await Promise.all(
      figures.map(async (figure, at) => {
        const name = figure.dataset.quantity;
        const kind = name === PATHS ? name : figure.closest(".first") ? "strip" : areBefore ? `before_${name}` : name;
        const spec = specs.get(widths[at])[kind];
        const drawing = figure.querySelector(".drawing");
        const { view } = await window.vegaEmbed(drawing, spec, EMBED);
        answerPointer(name, drawing, view, spec.description);
        return [name, view];
      }),
    );
    views = Object.fromEntries(made);
  }

  // What a picture shows in a year is read out where the pointer stands, and by arrow keys.
  function answerPointer(name, drawing, view, description) {
    drawing.querySelector("svg").setAttribute("aria-hidden", "true");
    for (const [attribute, value] of [["role", "application"], ["aria-label", description], ["tabindex", "0"]]) {
      drawing.setAttribute(attribute, value);
    }
    const rule = drawing.appendChild(document.createElement("div"));
    rule.className = "pointed";
    rule.hidden = true;
    const [first, last] = view.scale("x").domain();
    const show = (year) => {
      pointed.set(name, Math.min(last, Math.max(first, Math.round(year))));
      tell(name);
    };
    drawing.onpointermove = drawing.onpointerdown = (event) => {
      show(view.scale("x").invert(event.clientX - drawing.getBoundingClientRect().left - beginOf(view)[0]));
    };
    drawing.onkeydown = (event) => {
      const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (!step) return;
      event.preventDefault();
      show((pointed.get(name) ?? Number(form.elements.until.value) - step) + step);
    };
  }

  function tell(name) {
    const year = pointed.get(name);
    if (!year || !told) return;
    const figure = figureOf(name);
    const levels = levelsOf(name, told);
    const rule = figure.querySelector(".pointed");
    rule.style.left = `${beginOf(views[name])[0] + views[name].scale("x")(year)}px`;
    rule.hidden = false;
    const style = new Intl.NumberFormat(form.dataset.language, { maximumSignificantDigits: 3 });
    const said = (number) => style.format(number).replace("-", "−");
    const fact = levels?.facts.find((row) => row.year === year);
    const at = (policy, band) => {
      // Of what is 0 in all years the answer has the ends alone.
      const rows = rowsOf(told, name).filter((row) => row.policy === policy);
      const row = rows.find((each) => each.year === year) ?? (levels ? undefined : rows[0]);
      return row ? said(row[band]) : "–";
    };
    const values = { year, plan: at("plan", "median"), low: at("plan", "p05"), high: at("plan", "p95"), nothing: at("nothing", "median") };
    values.unit = levels ? levels.unit : figure.querySelector("h3 .subtitle").textContent;
    if (fact) values.fact = said(fact.median);
    const text = fact ? form.dataset.toldFact : levels ? form.dataset.toldPaths : form.dataset.toldDifference;
    figure.querySelector(".readout").textContent = text.replace(/\{(\w+)\}/g, (_, part) => values[part]);
  }

  function isInView(name) {
    const { top, bottom } = form.querySelector(`[data-quantity="${name}"]`).getBoundingClientRect();
    return top < innerHeight && bottom > 0;
  }

  // What the pointer last stood at is read out anew from an answer.
  function tellAll(answer) {
    told = answer;
    for (const name of pointed.keys()) tell(name);
  }

  return { draw, fill: fillPicture, isInView, isOther, names: () => Object.keys(views), tellAll };
}
