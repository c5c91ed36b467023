"use strict";
/* What a page holds as values, and how they are written: columns, of which the switches choose one,
   the classes that follow from them, numbers with their units, and places. */
const DASH = "\u2013"; // where a value is missing

/* A text of the page with values in the place of the names in its braces. */
const filled = (text, values) => text.replace(/{(\w+)}/g, (_, name) => values[name]);

/* Sets numbers with the marks of the page's language, as in language.py: the same digits in both. */
const numberWith = (marks) => (value, digits) => {
  const set = value.toLocaleString("en", { maximumFractionDigits: digits });
  return set.replace(/[,.]/g, (mark) => marks[mark]);
};

/* The class of a number between breaks; the last class is that of a missing one. */
const rangeOf = (value, breaks) =>
  value === null ? breaks.length + 1 : breaks.filter((end) => value > end).length;

/* A place on the map from whole numbers of 0.00001 degrees. */
const spotAt = (x, y) => L.latLng(y / 1e5, x / 1e5);

function valuesOf({ data, chosen, drawn }) {
  /* ---- columns: each is unpacked when it is first asked for ---- */
  const columns = new Map();
  function column(text) {
    if (!columns.has(text)) columns.set(text, unpack(text));
    return columns.get(text);
  }
  const pick = (field) =>
    (field.over || []).reduce((held, name) => chain(held, chosen[name]), field.values);
  const valueAt = (field, row) => column(pick(field))[row];

  /* What lies in a list at a place; a column of steps from the one before it is made of both, and
     from then on known by a name. */
  function chain(held, place) {
    const text = held[place];
    if (typeof text !== "string" || text[0] !== "^" || columns.has(text)) return text;
    const values = unpackAfter(text.slice(1), full(held, place - 1)); // names those before it first
    const name = "^" + columns.size;
    columns.set(name, values);
    return (held[place] = name);
  }

  /* A column whose missing values are those of the column before, or else 0. */
  function full(held, place) {
    const values = column(chain(held, place));
    if (!values.includes(null)) return values;
    const before = place ? full(held, place - 1) : null;
    return values.map((value, row) => (value !== null ? value : before ? before[row] : 0));
  }

  /* ---- classes ---- */
  const classesOf = (layer) => (layer.classes.ranges ? ranged(layer) : column(pick(layer.classes)));

  /* Classes that follow from a number and a word. */
  function ranged({ facts, classes }) {
    const { number, word, breaks, own } = classes.ranges;
    const { steps, digits = 0 } = facts[number];
    const [name, said] = [number, word].map((fact) => pick(facts[fact]));
    const key = "ranges " + name + " " + said;
    if (!columns.has(key)) {
      const words = column(said);
      const size = (value) => (value === null ? null : steps ? steps[value] : value / 10 ** digits);
      const classOf = (value, row) => (words[row] in own ? own[words[row]] : rangeOf(size(value), breaks));
      columns.set(key, column(name).map(classOf));
    }
    return columns.get(key);
  }

  /* ---- in writing ---- */
  const number = numberWith(data.marks);
  const titleOf = (layer, row) => layer.titles.words[valueAt(layer.titles, row)];
  const isSilent = (fact, row) => fact.brief && valueAt(fact, row) === null;

  function shown(fact, row) {
    const value = valueAt(fact, row);
    if (value === null) return DASH;
    if (fact.namesOf) return titleOf(drawn[fact.namesOf].layer, value);
    if (fact.words) return fact.words[value];
    if (fact.steps) return amount(fact.steps[value], 0, fact.unit);
    return amount(value, fact.digits, fact.unit);
  }

  /* A packed number with its unit. */
  function amount(value, digits = 0, unit = "") {
    const set = number(value / 10 ** digits, digits);
    return unit ? set + "\u00a0" + unit : set;
  }

  function places(text) {
    const [x, y] = unpackPlaces(text);
    return x.map((value, row) => spotAt(value, y[row]));
  }

  return { column, pick, valueAt, chain, classesOf, number, titleOf, isSilent, shown, amount, places };
}
