// A line chart of two series over the last two minutes, drawn as SVG. Gaps in a series (null) stay gaps.
import { number, optional } from "./format.js";

const Points = 120;
const Space = { left: 44, right: 8, top: 8, bottom: 22 };

export class Chart {
  #svg;
  #names;
  #points = [];

  constructor(svg, names) {
    this.#svg = svg;
    this.#names = names;
    new ResizeObserver(() => this.#draw()).observe(svg);
  }

  reset(points) {
    this.#points = points.slice(-Points);
    this.#draw();
  }

  add(point) {
    this.#points.push(point);
    if (this.#points.length > Points) {
      this.#points.shift();
    }
    this.#draw();
  }

  #draw() {
    const { width, height } = this.#svg.getBoundingClientRect();
    if (width === 0) {
      return;
    }
    const top = ceiling(Math.max(...this.#points.flat().filter(value => value != null), 0));
    const x = i => Space.left + (width - Space.left - Space.right) * i / (Points - 1);
    const y = value => height - Space.bottom - (height - Space.top - Space.bottom) * value / top;
    const offset = Points - this.#points.length;
    const parts = [0, 0.5, 1].flatMap(share => [
      shape("line", { class: "grid", x1: Space.left, x2: width - Space.right, y1: y(top * share), y2: y(top * share) }),
      text(number(top * share), { x: Space.left - 6, y: y(top * share) + 4, "text-anchor": "end" }),
    ]);
    parts.push(text("2 min ago", { x: Space.left, y: height - 5 }), text("now", { x: width - Space.right, y: height - 5, "text-anchor": "end" }));
    ["first", "second"].forEach((name, series) => {
      const runs = this.#runs(series).map(run => run.map(([i, value]) => [x(i + offset), y(value)]));
      parts.push(shape("path", { class: `line ${name}`, d: runs.map(run => "M" + run.map(([a, b]) => `${a.toFixed(1)} ${b.toFixed(1)}`).join("L")).join("") }));
      // A point without neighbours has no line.
      runs.filter(run => run.length === 1).forEach(([[a, b]]) => parts.push(shape("circle", { class: `dot ${name}`, cx: a, cy: b, r: 2.5 })));
    });
    this.#svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    this.#svg.setAttribute("aria-label", this.#summary(top));
    this.#svg.replaceChildren(...parts);
  }

  #runs(series) {
    const runs = [];
    let run = null;
    this.#points.forEach((point, i) => {
      if (point[series] == null) {
        run = null;
      } else if (run) {
        run.push([i, point[series]]);
      } else {
        runs.push(run = [[i, point[series]]]);
      }
    });
    return runs;
  }

  #summary(top) {
    const last = this.#points.at(-1) ?? [];
    return `${this.#names.map((name, i) => `${name} ${optional(last[i])} now`).join(", ")}; the scale ends at ${number(top)}.`;
  }
}

// The next of 1, 2, 5, 10, 20...
function ceiling(value) {
  if (value <= 0) {
    return 1;
  }
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].map(step => step * power).find(step => step >= value * 0.9999);
}

function shape(name, attributes) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  Object.entries(attributes).forEach(([key, value]) => element.setAttribute(key, value));
  return element;
}

function text(content, attributes) {
  const element = shape("text", attributes);
  element.textContent = content;
  return element;
}
