"use strict";
/* Finds areas, hubs, communities and roads by name. Nothing is done before the first key. */
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

function addSearch(page) {
  const { data, words, number } = page;
  const input = document.getElementById("search");
  const list = document.getElementById("found");
  const count = document.getElementById("found-count");
  let sources = null;
  let hits = [];
  let active = -1;

  const all = () => (sources = sources || Object.keys(KINDS).map((kind) => sourceOf(page, kind)));

  /* The area that a community lies in, where the page knows it. */
  function areaOf({ source, row }) {
    if (source.given && source.given.areas) {
      const areas = all()[0];
      return nameOf({ source: areas, row: unpacked(source.given, "areas")[row] });
    }
    const fact = source.layer && source.layer.facts.findIndex((one) => one.label === words.areas);
    return fact >= 0 && source.layer ? page.shown(source.layer.facts[fact], row) : "";
  }

  function unpacked(held, name) {
    held.columns = held.columns || {};
    return (held.columns[name] = held.columns[name] || unpack(held[name]));
  }

  function option(hit, place) {
    const line = element("li");
    line.id = "found-" + place;
    line.setAttribute("role", "option");
    line.setAttribute("aria-selected", "false");
    const kind = words[hit.source.kind];
    const area = hit.source.kind === "communities" ? areaOf(hit) : "";
    const what = area ? filled(words.within, { kind, area }) : kind;
    line.append(element("bdi", "", nameOf(hit)), element("span", "", what));
    line.addEventListener("pointerdown", (event) => event.preventDefault());
    line.addEventListener("click", () => choose(hit));
    return line;
  }

  function close() {
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function look() {
    const wanted = folded(input.value);
    if (!wanted) {
      close();
      count.textContent = "";
      return;
    }
    const found = findBest(all(), wanted);
    hits = found.best;
    active = -1;
    list.replaceChildren(...hits.map(option));
    list.hidden = !hits.length;
    input.setAttribute("aria-expanded", String(hits.length > 0));
    input.removeAttribute("aria-activedescendant");
    const n = number(found.count, 0);
    const isCut = found.count > hits.length;
    const said = !found.count ? words.notFound : isCut ? words.best : words.found;
    count.textContent = filled(said, { n, shown: number(hits.length, 0) });
  }

  function mark(place) {
    active = place;
    [...list.children].forEach((line, at) => line.setAttribute("aria-selected", String(at === place)));
    if (place < 0) input.removeAttribute("aria-activedescendant");
    else {
      input.setAttribute("aria-activedescendant", "found-" + place);
      list.children[place].scrollIntoView({ block: "nearest" });
    }
  }

  function choose(hit) {
    close();
    input.value = nameOf(hit);
    count.textContent = "";
    page.arrive(hit);
  }

  input.addEventListener("input", look);
  input.addEventListener("focus", () => input.value && look());
  input.addEventListener("blur", () => {
    close();
    count.textContent = "";
  });
  input.addEventListener("keydown", (event) => {
    const isOpen = !list.hidden;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && !isOpen) look();
    else if (step) mark(((active + step + 1 + hits.length + 1) % (hits.length + 1)) - 1);
    else if (event.key === "Enter" && isOpen) choose(hits[Math.max(0, active)]);
    else if (event.key === "Escape" && isOpen) close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });

  /* A page's address may name a place: #find=its name&x=..&y=.. in 0.00001 degrees. */
  const asked = new URLSearchParams(location.hash.slice(1));
  if (!data.layers || !asked.has("find")) return;
  const far = (x, y) => Math.hypot(x - asked.get("x"), y - asked.get("y"));
  let nearest = null;
  for (const source of all()) {
    const [x, y] = source.at();
    const rows = source.place || source.words;
    rows.forEach((_, row) => {
      if (nameOf({ source, row }) !== asked.get("find")) return;
      const distance = far(x[row], y[row]);
      if (!nearest || distance < nearest.distance) nearest = { source, row, distance };
    });
  }
  if (nearest) choose(nearest);
}

/* On a map: opens what the page draws with its numbers, else goes there and marks the place. */
EXTENSIONS.push((page) => {
  const { map, drawn } = page;
  const CLOSE_ZOOM = 11;
  let spot = null;
  page.unmark = () => {
    if (spot) spot.remove();
    const was = spot;
    spot = null;
    return Boolean(was);
  };

  function markAt(hit) {
    const [x, y] = hit.source.at();
    const at = spotAt(x[hit.row], y[hit.row]);
    const area = hit.source.kind === "areas" && drawn.areas && drawn.areas.items[hit.row];
    if (area) map.fitBounds(area.getBounds().pad(0.5), { animate: false, maxZoom: CLOSE_ZOOM });
    else map.setView(at, Math.max(map.getZoom(), CLOSE_ZOOM), { animate: false });
    const style = { radius: 12, weight: 3, color: "#c8102e", fill: false, interactive: false };
    const tip = { ...TIP, permanent: true, direction: "top", offset: [0, -12] };
    spot = L.circleMarker(at, style).bindTooltip(element("strong", "", nameOf(hit)), tip).addTo(map);
    map.getContainer().focus({ preventScroll: true });
  }

  page.arrive = (hit) => {
    page.unmark();
    page.closePanel();
    let isOpened = false;
    const seen = () => (isOpened = true);
    map.once("popupopen", seen);
    if (hit.source.layer && hit.source.layer.facts.length) page.open(hit.source.kind, hit.row);
    map.off("popupopen", seen);
    if (!isOpened) markAt(hit);
  };
  map.on("popupopen", page.unmark);
  addSearch(page);
});

/* On a page without a map: goes to the page that draws the place. */
function openPlain(data) {
  const arrive = (hit) => {
    const [x, y] = hit.source.at();
    const asked = new URLSearchParams({ find: nameOf(hit), x: x[hit.row], y: y[hit.row] });
    location.href = hit.source.given.page + "#" + asked;
  };
  addSearch({ data, words: data.words, number: numberWith(data.marks), arrive });
  addPrint();
}
