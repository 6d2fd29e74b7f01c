// The vertical scales of charts. Each has ticks, and place(value): 0 at the bottom, 1 at the top.

// From 0 to a round number of messages whose half is whole, too.
export function linear(values) {
  const highest = Math.max(...values, 0);
  const power = 10 ** Math.floor(Math.log10(Math.max(highest, 1)));
  const top = Math.max(2, [1, 2, 4, 10].map(step => step * power).find(step => step >= highest && step % 2 === 0) ?? 20 * power);
  return { ticks: [0, top / 2, top], place: value => value / top };
}

// Whole powers of ten around all values: an outlier takes one line more, and does not press the others to the ground.
export function logarithmic(values) {
  const above0 = values.filter(value => value > 0);
  const low = Math.floor(Math.log10(Math.min(...above0, above0.length ? Infinity : 0.1)));
  const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(...above0, above0.length ? 0 : 1))));
  const powers = Array.from({ length: high - low + 1 }, (_, i) => low + i);
  return {
    ticks: powers.map(power => 10 ** power),
    place: value => Math.max(0, (Math.log10(Math.max(value, 10 ** low)) - low) / (high - low)),
  };
}
