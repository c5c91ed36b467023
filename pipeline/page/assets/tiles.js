"use strict";
/* The communities of a page that cannot hold them, from a file of tiles that a person chooses: a
   browser lets no page that was opened from disk read the file beside it by itself. */
const TILES_AT_ONCE = 120;
const TILES_KEPT = 400;
const DOTS_IN_VIEW = 150000;

EXTENSIONS.push((page) => {
  const { map, data, chosen, amount, drawn } = page;
  const { says, breaks, own, layer } = data.tiles;
  const input = document.getElementById("tiles-file");
  const status = document.getElementById("tiles-told");
  const Dots = dotsOf(L);
  const group = L.featureGroup().addTo(map);
  let [opened, kept, rows, dots, turn, seen] = [null, new Map(), [], null, 0, ""];

  const tell = (name, values = {}) => {
    status.textContent = filled(says[name], values);
  };
  const key = () => data.tiles.over.reduce((held, name) => held[chosen[name]], data.tiles.keys);
  const number = (row, name) => {
    const value = attribute(row, name);
    return typeof value === "number" ? value : null;
  };
  const stateOf = (row) => String(attribute(row, key() + data.tiles.stateEnd) ?? data.tiles.reached).split(": ");

  function classOf(row) {
    const [state, reason] = stateOf(row);
    for (const code of [reason, state]) if (Object.hasOwn(own, code)) return own[code];
    return rangeOf(number(row, key()), breaks);
  }

  function card(row, isWhole) {
    const told = (value, unit) => (value === null ? DASH : amount(value, 0, unit));
    const word = (words, code) => (Object.hasOwn(words, code) ? words[code] : DASH);
    const said = {
      people: () => told(number(row, "people")),
      time: () => told(number(row, key()), "min"),
      status: () => word(data.tiles.statuses, stateOf(row)[0]),
      reason: () => word(data.tiles.reasons, stateOf(row)[1]),
      area: () => String(attribute(row, "area") ?? DASH),
      grade: () => word(data.tiles.grades, attribute(row, "people_grade")),
    };
    const names = isWhole ? [...data.tiles.tip, "area", "grade"] : data.tiles.tip;
    const lines = names.map((name) => [says[name], said[name]()]);
    return cardOf(String(attribute(row, "name") ?? DASH), lines);
  }

  function paint() {
    if (!dots) return;
    page.dress(dots, data.tiles, rows.map(classOf), rows.map((row) => number(row, "people")));
    dots.bringToFront();
    for (const shown of Object.values(drawn)) { // what lies on communities, as in the page's order
      if (shown.dots && shown.layer.id !== layer && map.hasLayer(shown.group)) shown.dots.bringToFront();
    }
  }

  /* Tiles that the map shows, as ranges of columns and rows. */
  function inView() {
    const { min, max } = map.getPixelBounds();
    const size = 256 * 2 ** (map.getZoom() - opened.zoom);
    const last = 2 ** opened.zoom - 1;
    const ends = [min.x, min.y, max.x, max.y].map((at) => Math.min(last, Math.max(0, Math.floor(at / size))));
    const [west, north, east, south] = ends;
    const count = (east - west + 1) * (south - north + 1);
    return { west, north, east, south, count };
  }

  async function pointsIn(file, x, y) {
    const name = x + " " + y;
    if (!kept.has(name)) {
      const bytes = await file.tile(x, y);
      const points = bytes ? pointsOf(bytes, layer) : [];
      const side = 2 ** file.zoom;
      for (const point of points) {
        const at = L.point(((x + point.x) / side) * 256, ((y + point.y) / side) * 256);
        point.at = map.options.crs.pointToLatLng(at, 0);
      }
      kept.set(name, points);
    }
    return kept.get(name);
  }

  function show(points) {
    if (dots) group.removeLayer(dots);
    rows = points;
    dots = rows.length ? new Dots(rows.map((row) => row.at), {}) : null;
    if (dots) group.addLayer(dots);
    paint();
  }

  async function look() {
    if (!opened) return;
    const { west, north, east, south, count } = inView();
    const name = [west, north, east, south].join(" ");
    if (name === seen) return;
    seen = name;
    const mine = ++turn;
    if (count > TILES_AT_ONCE) {
      show([]);
      tell("nearer");
      return;
    }
    try {
      const found = [];
      for (let x = west; x <= east; x++) {
        for (let y = north; y <= south; y++) {
          const points = await pointsIn(opened, x, y);
          if (mine !== turn) return;
          for (const point of points) found.push(point);
        }
      }
      if (found.length > DOTS_IN_VIEW) {
        show([]);
        tell("nearer");
        return;
      }
      while (kept.size > TILES_KEPT) kept.delete(kept.keys().next().value);
      show(found);
      tell("shown", { n: page.number(found.length, 0) });
    } catch (error) {
      if (mine === turn) refuse(error);
    }
  }

  function refuse(error) {
    opened = null;
    show([]);
    tell(Object.hasOwn(says, error.name) ? error.name : "broken");
  }

  async function take(file) {
    const mine = ++turn;
    [opened, kept, seen, status.textContent] = [null, new Map(), "", ""];
    show([]);
    try {
      const found = await openTiles(file);
      if (mine !== turn) return;
      if (found.stamp !== data.tiles.stamp) throw refused("other");
      opened = found;
    } catch (error) {
      if (mine === turn) refuse(error);
      return;
    }
    await look();
  }

  group.bindTooltip(() => card(rows[dots.row], false), TIP);
  group.bindPopup(() => card(rows[dots.row], true), page.popupOptions());
  input.addEventListener("click", () => (input.value = "")); // the same file may be chosen again
  input.addEventListener("change", () => input.files.length && take(input.files[0]));
  document.addEventListener("dragover", (event) => event.preventDefault());
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    if (event.dataTransfer.files.length) take(event.dataTransfer.files[0]);
  });
  document.querySelectorAll("[data-switch], [data-layer]").forEach((one) => one.addEventListener("change", paint));
  map.on("zoomend", paint);
  map.on("moveend", look);
});
