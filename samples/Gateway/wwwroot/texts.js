// The texts of the page, in the language that the gateway chose for it.

export const language = document.documentElement.lang;

const values = JSON.parse(document.getElementById("texts").textContent);
const rules = new Intl.PluralRules(language);
const whole = new Intl.NumberFormat(language, { maximumFractionDigits: 0 });

export const text = (key, ...parts) => values[key].replace(/\{(\d)\}/g, (_, i) => parts[i]);

// The text of a number of things, by the key with .one or .other.
export const plural = (key, number) => text(`${key}.${rules.select(number) === "one" ? "one" : "other"}`, whole.format(number));
