// Figures and times as people read them.

const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const fine = new Intl.NumberFormat("en", { maximumFractionDigits: 1 });
const finer = new Intl.NumberFormat("en", { maximumFractionDigits: 2 });
const clock = new Intl.DateTimeFormat(undefined, {
  hour: "2-digit", minute: "2-digit", second: "2-digit", fractionalSecondDigits: 3, hour12: false,
});

export const count = value => whole.format(value);

export const number = value => (value >= 100 ? whole : value >= 10 ? fine : finer).format(value);

export const optional = value => value == null ? "–" : number(value);

export const time = unixSeconds => clock.format(new Date(unixSeconds * 1000));

export const plural = (value, one, many) => `${count(value)} ${value === 1 ? one : many}`;
