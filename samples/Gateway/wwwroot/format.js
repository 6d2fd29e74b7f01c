// Numbers and times as people read them.
import { language } from "./texts.js";

const digits = most => new Intl.NumberFormat(language, { maximumFractionDigits: most });
const [whole, fine, finer, finest] = [0, 1, 2, 3].map(digits);
const clock = fraction => new Intl.DateTimeFormat(language, {
  hour: "2-digit", minute: "2-digit", second: "2-digit", fractionalSecondDigits: fraction, hourCycle: "h23",
});
const [precise, seconds] = [clock(3), clock(undefined)];

// Of messages: always a whole number.
export const count = value => whole.format(Math.round(value));

// Of milliseconds: about three digits.
export const milliseconds = value =>
  value == null ? "–" : (value >= 100 ? whole : value >= 10 ? fine : value >= 0.1 ? finer : finest).format(value);

// With milliseconds, as messages may come fast.
export const time = unixSeconds => precise.format(new Date(unixSeconds * 1000));

export const timeOfDay = unixSeconds => seconds.format(new Date(unixSeconds * 1000));
