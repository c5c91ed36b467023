"use strict";
/* The search box: what finding.js finds is listed below it, and what is chosen is gone to. Nothing is
   done before the first key. */
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
    if (page.roomBelow) map.panBy([0, page.roomBelow], { animate: false });
    const style = { radius: 12, weight: 3, color: "#c8102e", fill: false, interactive: false };
    const tip = { ...TIP, permanent: true, direction: "top", offset: [0, -12] };
    spot = L.circleMarker(at, style).bindTooltip(element("strong", "", nameOf(hit)), tip).addTo(map);
    map.getContainer().focus({ preventScroll: true });
  }

  page.arrive = (hit) => {
    page.unmark();
    page.closePanel();
    page.closeTips();
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
