// A line chart of two series over the last two minutes, drawn as SVG, with a cursor for the mouse and the keyboard: a range input over
// it, in seconds before the last point. Gaps in a series (null) stay gaps.
import { timeOfDay } from "./format.js";
import { text } from "./texts.js";

const Seconds = 119;
const Space = { left: 48, right: 10, top: 8, bottom: 22 };

export class Chart {
  #svg;
  #cursor;
  #readout;
  #options;
  #points = [];
  #chosen = null;
  #stale = false;

  // options: scale, values of a point, and the texts of a tick and of a point.
  constructor(name, options) {
    this.#svg = document.getElementById(name);
    this.#cursor = document.getElementById(`${name}-cursor`);
    this.#readout = document.getElementById(`${name}-readout`);
    this.#options = options;
    new ResizeObserver(() => this.#draw()).observe(this.#svg);
    this.#cursor.addEventListener("input", () => this.#choose(this.#moved(Number(this.#cursor.value))));
    this.#cursor.addEventListener("pointermove", event => this.#choose(this.#under(event)));
    this.#cursor.addEventListener("focus", () => this.#cursor.matches(":focus-visible") && this.#choose(this.#chosen ?? this.#points.at(-1)));
    ["pointerleave", "blur"].forEach(name => this.#cursor.addEventListener(name, () => this.#choose(null)));
  }

  // One by one, as add does: the clock may have been set back between two of them.
  reset(points) {
    this.#points = [];
    points.forEach(point => this.#keep([...this.#points, point]));
    this.#chosen = null;
    this.#draw();
  }

  add(point) {
    const follows = this.#chosen !== null && this.#chosen === this.#points.at(-1);
    this.#keep([...this.#points, point]);
    if (follows) {
      this.#chosen = point;
    } else if (this.#chosen !== null && !this.#points.includes(this.#chosen)) {
      // It has left the chart.
      this.#chosen = this.#points[0];
    }
    this.#draw();
  }

  // A chart that is not current does not end "now".
  set stale(stale) {
    this.#stale = stale;
    this.#draw();
  }

  #choose(point) {
    this.#chosen = point ?? null;
    this.#draw();
  }

  // What the chart has space for: with pauses of the gateway its history is longer, and after the clock was set back, older points have later times.
  #keep(points) {
    const last = points.at(-1)?.at ?? 0;
    this.#points = points.filter(({ at }) => at >= last - Seconds && at <= last);
  }

  // A key moves the input by a second, but the next point may be at another distance: it is chosen. A longer step that ends within a gap would not
  // leave the point before it. A pointer chooses the nearest point.
  #moved(seconds) {
    const nearest = this.#at(seconds);
    const chosen = this.#chosen ?? this.#points.at(-1);
    if (!chosen || this.#cursor.matches(":active")) {
      return nearest;
    }
    const step = seconds - Math.round(chosen.at - this.#points.at(-1).at);
    return Math.abs(step) === 1 || nearest === chosen ? this.#points[this.#points.indexOf(chosen) + Math.sign(step)] ?? chosen : nearest;
  }

  #at(seconds) {
    const wanted = (this.#points.at(-1)?.at ?? 0) + seconds;
    return this.#points.reduce((best, point) => best && Math.abs(best.at - wanted) <= Math.abs(point.at - wanted) ? best : point, null);
  }

  #under(event) {
    const { left, width } = this.#svg.getBoundingClientRect();
    const share = (event.clientX - left - Space.left) / (width - Space.left - Space.right);
    return this.#at((share - 1) * Seconds);
  }

  #draw() {
    const { width, height } = this.#svg.getBoundingClientRect();
    if (width === 0) {
      return;
    }
    const last = this.#points.at(-1)?.at ?? 0;
    const scale = this.#options.scale(this.#points.flatMap(this.#options.values).filter(value => value != null));
    const x = at => Space.left + (width - Space.left - Space.right) * (1 - (last - at) / Seconds);
    const y = value => height - Space.bottom - (height - Space.top - Space.bottom) * scale.place(value);
    const parts = scale.ticks.flatMap(tick => [
      shape("line", { class: "grid", x1: Space.left, x2: width - Space.right, y1: y(tick), y2: y(tick) }),
      label(this.#options.tick(tick), { class: "tick", x: Space.left - 6, y: y(tick) + 4, "text-anchor": "end" }),
    ]);
    const ends = this.#stale && last ? [timeOfDay(last - Seconds), timeOfDay(last)] : [text("chart.start"), text("chart.now")];
    parts.push(
      label(ends[0], { class: "start", x: Space.left, y: height - 5 }),
      label(ends[1], { class: "end", x: width - Space.right, y: height - 5, "text-anchor": "end" }));
    ["first", "second"].forEach((name, series) => {
      const runs = this.#runs(series).map(run => run.map(([at, value]) => [x(at), y(value)]));
      parts.push(shape("path", { class: `line ${name}`, d: runs.map(run => "M" + run.map(([a, b]) => `${a.toFixed(1)} ${b.toFixed(1)}`).join("L")).join("") }));
      // A point without neighbours has no line.
      runs.filter(run => run.length === 1).forEach(([[a, b]]) => parts.push(shape("circle", { class: `dot ${name}`, cx: a, cy: b, r: 2.5 })));
    });
    parts.push(...this.#marks(x, y, height));
    this.#svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    this.#svg.replaceChildren(...parts);
    this.#tell(last);
  }

  #marks(x, y, height) {
    if (this.#chosen === null) {
      return [];
    }
    const a = x(this.#chosen.at);
    const dots = this.#options.values(this.#chosen).map((value, i) => value == null ? null
      : shape("circle", { class: `dot ${["first", "second"][i]}`, cx: a, cy: y(value), r: 4 }));
    return [shape("line", { class: "cursor", x1: a, x2: a, y1: Space.top, y2: height - Space.bottom }), ...dots.filter(dot => dot)];
  }

  #tell(last) {
    const point = this.#chosen ?? this.#points.at(-1);
    const words = point ? `${timeOfDay(point.at)} · ${this.#options.describe(point)}` : text("chart.none");
    this.#readout.textContent = this.#chosen ? words : "";
    this.#cursor.setAttribute("aria-valuetext", words);
    const seconds = String(point ? Math.round(point.at - last) : 0);
    if (this.#cursor.value !== seconds) {
      this.#cursor.value = seconds;
    }
  }

  #runs(series) {
    const runs = [];
    let run = null;
    this.#points.forEach(point => {
      const value = this.#options.values(point)[series];
      if (value == null) {
        run = null;
      } else if (run) {
        run.push([point.at, value]);
      } else {
        runs.push(run = [[point.at, value]]);
      }
    });
    return runs;
  }
}

function shape(name, attributes) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  Object.entries(attributes).forEach(([key, value]) => element.setAttribute(key, value));
  return element;
}

function label(content, attributes) {
  const element = shape("text", attributes);
  element.textContent = content;
  return element;
}
