"use strict";
/* Finds areas, hubs, communities and roads by name: where the names come from, how well each fits
   what is wanted, and which are best. The box that asks is in search.js. */
const FOUND_AT_MOST = 10;
const KINDS = { areas: "area", hubs: "hub", communities: "", links: "road" };

/* A name as it is compared: without accents, case and marks between words. */
function folded(name) {
  const plain = name.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  return plain.replace(/[\s\-_.'\u2019]+/g, " ").trim();
}

/* How well a name fits: 0 is the whole name, 1 its beginning, 2 that of a word, 3 what is inside. */
function fit(name, wanted) {
  const at = name.indexOf(wanted);
  if (at < 0) return null;
  if (at === 0) return name.length === wanted.length ? 0 : 1;
  return name.includes(" " + wanted) ? 2 : 3;
}

/* Where names come from: layers that are drawn, else places given for it, else labels. */
function sourceOf(page, kind) {
  const { data } = page;
  const layer = (data.layers || []).find((one) => one.id === kind && one.titles.words.length);
  const given = (data.places || {})[kind];
  if (given) {
    return { kind, given, words: given.names, place: null, at: () => unpackPlaces(given.at) };
  }
  if (layer) {
    const at = () => (typeof layer.shapes === "string" ? unpackPlaces(layer.shapes) : labelled(data, KINDS[kind]).at);
    return { kind, layer, words: layer.titles.words, place: page.column(layer.titles.values), at };
  }
  const { names, at } = labelled(data, KINDS[kind]);
  return { kind, words: names, place: null, at: () => at };
}

/* Names and places of one kind of label. */
function labelled(data, kind) {
  const own = data.labels ? data.labels.kinds.flatMap((one, row) => (one === kind ? [row] : [])) : [];
  if (!own.length) return { names: [], at: [[], []] };
  const parts = data.labels.at.map(unpackPlaces);
  const [x, y] = [0, 1].map((axis) => parts.flatMap((part) => part[axis]));
  const names = own.map((row) => data.labels.names[row]);
  return { names, at: [own.map((row) => x[row]), own.map((row) => y[row])] };
}

/* Puts a row among the best of its rank, by kind and then by name; the worst one falls out. */
function keep(best, hit) {
  const compared = (a, b) => a.order - b.order || (a.name < b.name ? -1 : a.name > b.name ? 1 : a.row - b.row);
  const isFull = best.length === FOUND_AT_MOST;
  if (isFull && compared(hit, best[FOUND_AT_MOST - 1]) > 0) return;
  let at = best.length;
  while (at && compared(hit, best[at - 1]) < 0) at--;
  best.splice(at, 0, hit);
  best.length = Math.min(best.length, FOUND_AT_MOST);
}

/* Returns how many rows fit, and the best of them. */
function findBest(sources, wanted) {
  const ranks = [[], [], [], []];
  let count = 0;
  sources.forEach((source, order) => {
    source.folded = source.folded || source.words.map(folded);
    const fits = source.folded.map((name) => (name ? fit(name, wanted) : null));
    const rows = source.place || source.words;
    const seen = new Set();
    for (let row = 0; row < rows.length; row++) {
      const place = source.place ? rows[row] : row;
      if (place === null || fits[place] === null) continue;
      if (source.kind === "links" && seen.has(place)) continue; // a road has many links: its first
      seen.add(place);
      count++;
      keep(ranks[fits[place]], { source, row, order, name: source.folded[place] });
    }
  });
  return { count, best: ranks.flat().slice(0, FOUND_AT_MOST) };
}

const placeOf = ({ source, row }) => (source.place ? source.place[row] : row);
const nameOf = (hit) => hit.source.words[placeOf(hit)];
