"use strict";
/* What else a page can do: each is a function that is called with the drawn page. */
const EXTENSIONS = [];

/* Draws a page's layers from its data block. Names go in as text, never as HTML. */
function drawPage(map, data) {
  const DASH = "\u2013";
  const LONGEST_LABEL = 32; // characters; the style cuts longer ones off
  const words = data.words;
  const chosen = {};
  const drawn = {};
  const Dots = dotsOf(L);

  /* ---- values: each column is unpacked when it is first asked for ---- */
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

  /* Classes that follow from a number and a word. */
  function ranged(field) {
    const { layer, number, word, breaks, own } = field.ranges;
    const { steps } = layer.facts[number];
    const [name, said] = [number, word].map((fact) => pick(layer.facts[fact]));
    const key = "ranges " + name + " " + said;
    if (!columns.has(key)) {
      const words = column(said);
      const size = (value) => (steps ? steps[value] : value / 10 ** (layer.facts[number].digits || 0));
      const range = (value) =>
        value === null ? breaks.length + 1 : breaks.filter((end) => size(value) > end).length;
      columns.set(key, column(name).map((value, row) => (words[row] in own ? own[words[row]] : range(value))));
    }
    return columns.get(key);
  }
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

  /* A number with the marks of the page's language, as in language.py: the same digits in both. */
  function number(value, digits) {
    const set = value.toLocaleString("en", { maximumFractionDigits: digits });
    return set.replace(/[,.]/g, (mark) => data.marks[mark]);
  }

  function places(text) {
    const [x, y] = text.split(" ").map(unpack);
    return x.map((value, row) => L.latLng(y[row] / 1e5, value / 1e5));
  }

  /* ---- words ---- */
  function element(tag, name, text) {
    const made = document.createElement(tag);
    if (name) made.className = name;
    if (text !== undefined) made.textContent = text;
    return made;
  }

  function bar(fact, row) {
    const value = valueAt(fact, row);
    const frame = element("span", value === null ? "bar none" : "bar");
    const filled = element("i");
    filled.style.width = (100 * (value || 0)) / 10 ** (fact.digits || 0) / fact.most + "%";
    frame.append(filled);
    if (fact.ends && value !== null) frame.append(whisker(fact, row));
    return frame;
  }

  /* A line across a bar, from the lower to the upper end of the number's interval. */
  function whisker(fact, row) {
    const [low, high] = fact.ends.map((end) => (100 * column(end)[row]) / 10 ** (fact.digits || 0) / fact.most);
    const line = element("b", "whisker");
    line.style.left = low + "%";
    line.style.width = high - low + "%";
    return line;
  }

  function card(layer, row, facts) {
    const box = element("div", "card");
    box.append(element("strong", "", titleOf(layer, row)));
    const table = element("table");
    for (const fact of facts) {
      if (isSilent(fact, row)) continue;
      const line = table.insertRow();
      const said = element("td", "", fact.most ? undefined : shown(fact, row));
      if (fact.most) said.append(bar(fact, row), element("span", "score", shown(fact, row)));
      line.append(element("th", "", fact.label), said);
    }
    box.append(table);
    return box;
  }

  /* What is told of numbers: each a line, with its sentences below it when it is unfolded. */
  function unfolding(told, row) {
    const box = element("details", "told");
    box.append(element("summary", "", words.unfold));
    for (const one of told) {
      const silent = valueAt(one.silent, row) === null ? null : shown(one.silent, row);
      const line = silent || one.line.replace(/{(\w+)}/g, (_, name) => shown(one.facts[name], row));
      const part = element("details");
      part.append(element("summary", "", one.title), element("p", "", line + "."), element("p", "", one.note));
      box.append(part);
    }
    box.addEventListener("toggle", () => keepInside(box.closest(".leaflet-popup")));
    return box;
  }

  /* A popup grows upwards when it is unfolded. */
  function keepInside(popup) {
    const over = map.getContainer().getBoundingClientRect().top - popup.getBoundingClientRect().top;
    const room = roomAbove();
    if (over > -room) map.panBy([0, -over - room], { animate: false });
  }

  /* On a phone the search box lies over the top of the map. */
  function roomAbove() {
    const box = document.querySelector(".search").getBoundingClientRect();
    return Math.max(8, box.bottom - map.getContainer().getBoundingClientRect().top + 8);
  }

  function popup(layer, row) {
    const box = card(layer, row, layer.facts);
    if (layer.told) box.append(unfolding(layer.told, row));
    return box;
  }

  /* ---- layers ---- */
  const MAKE = {
    area: (shape, options) => L.polygon(shape.map((rings) => rings.map(places)), options),
    line: (shape, options) => L.polyline(shape.map(places), options),
    icon: (place, options, style) =>
      L.marker(place, {
        ...options,
        keyboard: false,
        icon: L.divIcon({ className: "icon " + style.icon, iconSize: [18, 18], iconAnchor: style.anchor }),
      }),
  };

  const classesOf = (layer) => (layer.classes.ranges ? ranged(layer.classes) : column(pick(layer.classes)));
  const styleOf = (layer, row) => layer.styles[classesOf(layer)[row]];

  function build(layer) {
    const group = L.featureGroup();
    drawn[layer.id] = { layer, group, items: [], dots: null };
    if (layer.classes.ranges) layer.classes.ranges.layer = layer;
    if (layer.facts.length) {
      const isLarge = layer.kind === "area" || layer.kind === "line";
      const tips = layer.facts.filter((fact) => fact.tip);
      group.bindTooltip((item) => card(layer, item.row, tips), { sticky: isLarge, className: "tip", opacity: 1 });
      group.on("popupopen", () => group.closeTooltip());
      if (layer.leadsTo) addLead(layer, group);
      const autoPanPaddingTopLeft = [8, roomAbove()];
      group.bindPopup((item) => popup(layer, item.row), { maxWidth: 320, autoPanPaddingTopLeft });
    }
    if (layer.kind === "area" && layer.facts.length) {
      group.on("mouseover", (event) => event.layer.setStyle({ weight: 2.5, color: "#1f2a37" }));
      group.on("mouseout", (event) => event.layer.setStyle(options(layer, event.layer.row)));
    }
    if (layer.on) show(layer);
  }

  /* A thin dashed line from the row that is opened, as long as its popup. */
  function addLead(layer, group) {
    let line = null;
    group.on("popupopen", (event) => {
      const item = event.layer;
      const [x, y] = pick(layer.leadsTo).split(" ").map((text) => column(text)[item.row]);
      if (x === null) return;
      const to = L.latLng(y / 1e5, x / 1e5);
      const style = { color: "#1f2a37", weight: 1.5, dashArray: "4 4", interactive: false };
      line = L.featureGroup([
        L.polyline([item.getLatLng(), to], style),
        L.circleMarker(to, { ...style, radius: 4, dashArray: null, fillColor: "#fff", fillOpacity: 1 }),
      ]).addTo(map);
    });
    group.on("popupclose", () => {
      if (line) line.remove();
      line = null;
    });
  }

  /* What is switched off at first is made when it is switched on. */
  function show(layer) {
    const shown = drawn[layer.id];
    const { group, items } = shown;
    const interactive = layer.facts.length > 0;
    if (layer.kind === "circle" && !shown.dots) {
      shown.dots = new Dots(places(layer.shapes), { interactive });
      group.addLayer(shown.dots);
      paint(layer);
    } else if (layer.kind !== "circle" && !items.length) {
      const shapes = typeof layer.shapes === "string" ? places(layer.shapes) : layer.shapes;
      shapes.forEach((shape, row) => {
        items.push(MAKE[layer.kind](shape, { interactive }, styleOf(layer, row) || {}));
        items[row].row = row;
      });
      paint(layer);
    }
    group.addTo(map);
  }

  /* Dots that are small for want of room grow as the map is drawn nearer. */
  function radius(layer, style, value) {
    const growth = 2 ** Math.max(0, (map.getZoom() - home) / 2);
    if (style.radius) return Math.max(style.radius, Math.min(style.near || 0, style.radius * growth));
    const { factor, least, near, most } = layer.size;
    return Math.max(Math.min(most, factor * Math.sqrt(value)), Math.min(near, least * growth));
  }

  /* A fill of slanted lines; the canvas takes a pattern wherever it takes a colour. */
  const patterns = new Map();
  function hatching(colour) {
    if (!patterns.has(colour)) {
      const tile = document.createElement("canvas");
      tile.width = tile.height = 8;
      const pen = tile.getContext("2d");
      pen.fillStyle = colour;
      pen.fillRect(0, 0, 8, 8);
      pen.strokeStyle = "rgba(255,255,255,.8)";
      pen.lineWidth = 2;
      for (const at of [-8, 0, 8]) {
        pen.moveTo(at - 1, 9);
        pen.lineTo(at + 9, -1);
      }
      pen.stroke();
      pen.beginPath();
      pen.strokeStyle = "rgba(31,42,55,.45)";
      pen.lineWidth = 0.8;
      for (const at of [-8, 0, 8]) {
        pen.moveTo(at - 1, 9);
        pen.lineTo(at + 9, -1);
      }
      pen.stroke();
      patterns.set(colour, pen.createPattern(tile, "repeat"));
    }
    return patterns.get(colour);
  }

  function options(layer, row) {
    const style = styleOf(layer, row);
    if (layer.kind === "area") {
      const fill = style.hatch ? { fillColor: hatching(style.hatch) } : {};
      return { ...style, ...fill, fillOpacity: data.opacity };
    }
    return style;
  }

  function paint(layer) {
    const { group, items, dots } = drawn[layer.id];
    if (dots) dress(layer, dots);
    items.forEach((item, row) => {
      const style = styleOf(layer, row);
      if (!style || style.hidden) {
        group.removeLayer(item);
        return;
      }
      if (item.setStyle) item.setStyle(options(layer, row));
      if (!group.hasLayer(item)) group.addLayer(item);
    });
  }

  /* Dots by class and, where they have a size, by radius; small ones lose the edge that would hide
     them. */
  function dress(layer, dots) {
    const { styles, size } = layer;
    const classes = classesOf(layer);
    const values = size && column(pick(layer.facts[size.fact]));
    const kinds = new Map();
    const worn = [];
    const places = new Int32Array(classes.length);
    const radii = new Float32Array(classes.length);
    const wear = (style, weight) => {
      const key = styles.indexOf(style) + " " + weight;
      if (!kinds.has(key)) kinds.set(key, worn.push({ ...style, weight }) - 1);
      return kinds.get(key);
    };
    const shown = stacked(layer).filter((row) => styles[classes[row]] && !styles[classes[row]].hidden);
    for (const row of shown) {
      const style = styles[classes[row]];
      const own = radius(layer, style, (values && values[row]) || 0);
      const thin = own < 2.5 ? 0 : 0.5;
      const weight = style.weight < 1 && own < 4 ? Math.min(thin, style.weight) : style.weight;
      radii[row] = own;
      places[row] = wear(style, weight);
    }
    dots.dress(shown, worn, places, radii);
  }

  /* Rows as they lie on each other: where classes change with a switch, and of circles with a
     size, the first styles on top, and small circles on large ones. */
  function stacked(layer) {
    const classes = classesOf(layer);
    const rows = Array.from(classes, (_, row) => row);
    const isSwitched = layer.kind === "line" && layer.classes.over.length > 0;
    if (!layer.size && !isSwitched) return rows;
    const sizes = layer.size ? column(pick(layer.facts[layer.size.fact])) : rows.map(() => 0);
    return rows.sort((a, b) => classes[b] - classes[a] || sizes[b] - sizes[a] || a - b);
  }

  /* Layers added later would lie on top; the page's order is kept. */
  function order() {
    for (const layer of data.layers) {
      const { group, items, dots } = drawn[layer.id];
      if (layer.kind === "icon" || !map.hasLayer(group)) continue;
      if (dots) dots.bringToFront();
      else for (const row of stacked(layer)) {
        if (group.hasLayer(items[row])) items[row].bringToFront();
      }
    }
  }

  function resize() {
    for (const layer of data.layers) {
      if (layer.kind === "circle" && map.hasLayer(drawn[layer.id].group)) paint(layer);
    }
  }

  /* ---- names on the map: the more important first, none over another ---- */
  function makeLabels() {
    const spots = data.labels.at.flatMap(places);
    const first = data.labels.kinds.indexOf("area");
    const { items } = drawn.areas;
    return data.labels.names.map((name, row) => {
      const kind = data.labels.kinds[row];
      const area = kind === "area" ? items[row - first].getBounds() : null;
      const width = Math.min(name.length, LONGEST_LABEL) * 6.2 + 14;
      return { name, kind, at: spots[row], area, width, isFree: false, marker: null };
    });
  }

  /* Names of areas are shown where the area has room for them. */
  function fits(label) {
    if (!label.name) return false;
    if (!label.area) return true;
    const east = map.latLngToLayerPoint(label.area.getNorthEast());
    const west = map.latLngToLayerPoint(label.area.getSouthWest());
    return east.x - west.x > 0.8 * label.width;
  }

  /* Each box is compared with those that lie in the same squares only. */
  function layOut(labels) {
    const SQUARE = 256;
    const taken = new Map();
    for (const label of labels) {
      label.isFree = fits(label);
      if (!label.isFree) continue;
      const at = map.latLngToLayerPoint(label.at);
      const left = label.area ? at.x - label.width / 2 : at.x;
      const box = [left - 4, at.y - 10, left + label.width, at.y + 10];
      const [west, north, east, south] = box.map((edge) => Math.floor(edge / SQUARE));
      const squares = [];
      for (let x = west; x <= east; x++) for (let y = north; y <= south; y++) squares.push(x + " " + y);
      label.isFree = squares.every((square) =>
        (taken.get(square) || []).every(
          (other) => box[0] > other[2] || box[2] < other[0] || box[1] > other[3] || box[3] < other[1],
        ),
      );
      if (!label.isFree) continue;
      for (const square of squares) taken.set(square, [...(taken.get(square) || []), box]);
    }
  }

  /* Only names that can be seen are part of the document. */
  function writeLabels(labels) {
    const view = map.getBounds().pad(0.3);
    for (const label of labels) {
      const isSeen = label.isFree && view.contains(label.at);
      if (isSeen && !label.marker) {
        const html = element("span", "", label.name);
        const icon = L.divIcon({ className: "label " + label.kind, html, iconSize: [0, 0] });
        label.marker = L.marker(label.at, { icon, interactive: false, keyboard: false }).addTo(map);
      } else if (!isSeen && label.marker) {
        label.marker.remove();
        label.marker = null;
      }
    }
  }

  /* ---- one row, brought into view with its popup open ---- */
  function open(name, row) {
    const { layer, group } = drawn[name];
    if (!map.hasLayer(group)) document.querySelector(`[data-layer="${name}"]`).click();
    closePanel();
    map.closePopup();
    const { items, dots } = drawn[name];
    if (dots) dots.row = row;
    const item = dots || items[row];
    const at = item.getLatLng ? item.getLatLng() : item.getCenter();
    if (item.getLatLng) map.setView(at, Math.max(map.getZoom(), 11), { animate: false });
    else map.fitBounds(item.getBounds().pad(1), { animate: false, maxZoom: layer.kind === "line" ? 13 : 11 });
    item.fire("click", { latlng: at }, true);
  }

  /* ---- the side lists ---- */
  function fillList(list, spec) {
    const { layer } = drawn[spec.layer];
    const said = (fact, row) => shown(layer.facts[fact], row);
    const tells = (fact, row) => !isSilent(layer.facts[fact], row);
    const rows = pick(spec);
    const count = spec.counts ? spec.counts[chosen[spec.over[0]]] : spec.count;
    list.replaceChildren(
      ...rows.map((row) => {
        const button = element("button");
        button.type = "button";
        button.append(element("span", "name", titleOf(layer, row)));
        button.append(element("span", "count", count === undefined ? "" : said(count, row)));
        const why = spec.why.filter((fact) => tells(fact, row)).map((fact) => said(fact, row));
        button.append(element("span", "why", why.join(" \u00b7 ")));
        button.addEventListener("click", () => open(layer.id, row));
        const line = element("li");
        line.append(button);
        return line;
      }),
    );
    if (!rows.length) list.replaceChildren(element("li", "none", spec.none || words.none));
    const total = list.parentElement.querySelector(".total");
    if (total) total.textContent = number(rows.length, 0);
  }

  function fillLists() {
    const specs = [data.list, ...(data.also || [])].filter(Boolean);
    document.querySelectorAll(".listed ol").forEach((list, at) => fillList(list, specs[at]));
  }

  /* ---- numbers beside the legend that follow the switches ---- */
  function fillNumbers() {
    document.querySelectorAll("[data-number]").forEach((spot) => {
      spot.textContent = pick(data.numbers)[spot.dataset.number];
    });
  }

  /* ---- switches, panel, corner ---- */
  /* The values of a switch's parts add up, such as those of season and vehicle. */
  function sum(name) {
    const inputs = [...document.querySelectorAll(`[data-switch="${name}"]`)];
    const made = inputs.filter((input) => input.options || input.checked);
    return made.reduce((total, input) => total + Number(input.value), 0);
  }

  function choose(input) {
    const name = input.dataset.switch;
    chosen[name] = sum(name);
    const label = input.options
      ? input.options[input.selectedIndex].textContent
      : input.parentElement.textContent;
    document.querySelectorAll(`[data-text-of="${name}"]`).forEach((spot) => {
      spot.textContent = label;
    });
    document.querySelectorAll(`[data-when="${name}"]`).forEach((part) => {
      part.hidden = part.dataset.is !== input.value;
    });
  }

  function repaint() {
    map.closePopup();
    data.layers.filter((layer) => layer.classes.over.length).forEach(paint);
    order();
    fillLists();
    fillNumbers();
  }

  const panel = document.getElementById("panel");
  const handle = panel.querySelector(".handle");
  function closePanel() {
    panel.classList.remove("open");
    handle.setAttribute("aria-expanded", "false");
  }
  handle.addEventListener("click", () => {
    handle.setAttribute("aria-expanded", String(panel.classList.toggle("open")));
  });

  function addCorner() {
    const corner = L.control({ position: "bottomright" });
    corner.onAdd = () => {
      const box = document.getElementById("corner");
      if (window.matchMedia("(max-width: 760px)").matches) box.open = false;
      L.DomEvent.disableClickPropagation(box);
      return box;
    };
    corner.addTo(map);
  }

  /* ---- go ---- */
  document.querySelectorAll("[data-switch]").forEach((input) => {
    if (!chosen[input.dataset.switch]) chosen[input.dataset.switch] = 0;
    if (input.options || input.checked) choose(input);
    input.addEventListener("change", () => {
      choose(input);
      repaint();
    });
  });
  for (const name of data.switches || []) chosen[name] = chosen[name] || 0;
  const home = map.getZoom();
  data.layers.forEach(build);
  order();
  document.querySelectorAll("[data-layer]").forEach((box) => {
    box.addEventListener("change", () => {
      const { layer, group } = drawn[box.dataset.layer];
      if (box.checked) {
        show(layer);
        paint(layer);
      } else group.remove();
      order();
    });
  });
  L.control.scale({ imperial: false, maxWidth: 140 }).addTo(map);
  addCorner();
  fillLists();
  fillNumbers();
  map.setMaxBounds(L.latLngBounds(data.bounds).pad(2));
  const labels = makeLabels();
  const settle = () => {
    map.getContainer().classList.toggle("far", map.getZoom() < home + 1);
    layOut(labels);
    writeLabels(labels);
  };
  settle();
  map.on("zoomend", settle);
  map.on("moveend", () => writeLabels(labels));
  map.on("zoomend", resize);
  const page = {
    ...{ map, data, drawn, chosen, words, column, chain, places, titleOf, shown, number, amount },
    ...{ element, open, repaint, closePanel, build, paint, valueAt },
  };
  EXTENSIONS.forEach((extend) => extend(page));
  requestAnimationFrame(() => setTimeout(() => performance.mark("usable"))); // the frame is drawn
}
