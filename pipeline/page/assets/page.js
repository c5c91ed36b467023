"use strict";
/* Draws a page's layers from its data block. Names go in as text, never as HTML. */
function drawPage(map, data) {
  const CODES = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  const DASH = "\u2013";
  const chosen = {};
  const drawn = {};

  /* ---- values ---- */
  const pick = (field) => (field.over || []).reduce((held, name) => held[chosen[name]], field.values);
  const codeAt = (codes, row) => (typeof codes === "string" ? CODES.indexOf(codes[row]) : codes[row]);

  function shown(fact, row) {
    const values = pick(fact);
    if (fact.words) return fact.words[codeAt(values, row)] || DASH;
    const value = values[row];
    if (value === null) return DASH;
    const digits = fact.digits || 0;
    const number = value.toLocaleString("en", { maximumFractionDigits: digits });
    return fact.unit ? number + "\u00a0" + fact.unit : number;
  }

  function path(flat) {
    const places = [];
    for (let i = 0, x = 0, y = 0; i < flat.length; i += 2) {
      x += flat[i];
      y += flat[i + 1];
      places.push([y / 1e5, x / 1e5]);
    }
    return places;
  }
  const place = (at) => L.latLng(at[1] / 1e5, at[0] / 1e5);

  /* ---- words ---- */
  function element(tag, name, text) {
    const made = document.createElement(tag);
    if (name) made.className = name;
    if (text !== undefined) made.textContent = text;
    return made;
  }

  function card(layer, row, facts) {
    const box = element("div", "card");
    box.append(element("strong", "", layer.titles[row]));
    const table = element("table");
    for (const fact of facts) {
      const line = table.insertRow();
      line.append(element("th", "", fact.label), element("td", "", shown(fact, row)));
    }
    box.append(table);
    return box;
  }

  /* ---- layers ---- */
  const MAKE = {
    area: (shape, options) => L.polygon(shape.map((rings) => rings.map(path)), options),
    line: (shape, options) => L.polyline(shape.map(path), options),
    circle: (shape, options) => L.circleMarker(place(shape), options),
    icon: (shape, options, style) =>
      L.marker(place(shape), {
        ...options,
        keyboard: false,
        icon: L.divIcon({ className: "icon " + style.icon, iconSize: [18, 18], iconAnchor: style.anchor }),
      }),
  };

  function build(layer) {
    const group = L.featureGroup();
    const codes = pick(layer.classes);
    const tips = layer.facts.filter((fact) => fact.tip);
    const items = layer.shapes.map((shape, row) => {
      const style = layer.styles[codeAt(codes, row)] || {};
      const item = MAKE[layer.kind](shape, { interactive: layer.facts.length > 0 }, style);
      if (layer.facts.length) {
        const isLarge = layer.kind === "area" || layer.kind === "line";
        item.bindTooltip(() => card(layer, row, tips), { sticky: isLarge, className: "tip", opacity: 1 });
        item.bindPopup(() => card(layer, row, layer.facts), { maxWidth: 320 });
      }
      return item;
    });
    if (layer.kind === "area") {
      group.on("mouseover", (event) => event.layer.setStyle({ weight: 2.5, color: "#1f2a37" }));
      group.on("mouseout", () => paint(layer));
    }
    drawn[layer.id] = { layer, group, items };
    if (layer.on) group.addTo(map);
  }

  function radius(layer, row, style) {
    if (style.radius !== undefined || !layer.size) return style.radius;
    const value = pick(layer.facts[layer.size.fact])[row] || 0;
    return Math.min(layer.size.most, Math.max(layer.size.least, layer.size.factor * Math.sqrt(value)));
  }

  function paint(layer) {
    const { group, items } = drawn[layer.id];
    const codes = pick(layer.classes);
    items.forEach((item, row) => {
      const style = layer.styles[codeAt(codes, row)];
      if (!style || style.hidden) {
        group.removeLayer(item);
        return;
      }
      if (!group.hasLayer(item)) group.addLayer(item);
      if (!item.setStyle) return;
      item.setStyle(layer.kind === "area" ? { ...style, fillOpacity: data.opacity } : style);
      if (item.setRadius) item.setRadius(radius(layer, row, style));
    });
  }

  /* Layers added later would lie on top; the page's order is kept. */
  function order() {
    for (const layer of data.layers) {
      if (map.hasLayer(drawn[layer.id].group)) drawn[layer.id].group.bringToFront();
    }
  }

  /* ---- names on the map: the more important first, none over another ---- */
  const labels = data.labels.names.map((name, row) => {
    const kind = data.labels.kinds[row];
    const icon = L.divIcon({ className: "label " + kind, html: element("span", "", name), iconSize: [0, 0] });
    const marker = L.marker(place(data.labels.at[row]), { icon, interactive: false, keyboard: false });
    return { marker: marker.addTo(map), width: name.length * 6.2 + 14, isArea: kind === "area" };
  });

  function layOut() {
    const taken = [];
    for (const label of labels) {
      const at = map.latLngToLayerPoint(label.marker.getLatLng());
      const half = label.width / 2;
      const left = label.isArea ? at.x - half : at.x;
      const box = [left - 4, at.y - 10, left + label.width, at.y + 10];
      const isFree = taken.every(
        (other) => box[0] > other[2] || box[2] < other[0] || box[1] > other[3] || box[3] < other[1],
      );
      if (isFree) taken.push(box);
      label.marker.getElement().hidden = !isFree;
    }
  }

  /* ---- the side list ---- */
  function fillList() {
    const list = document.getElementById("list");
    if (!list || !data.list) return;
    const { layer, items, group } = drawn[data.list.layer];
    const rows = pick(data.list);
    list.replaceChildren(
      ...rows.map((row) => {
        const button = element("button");
        button.type = "button";
        button.append(element("span", "name", layer.titles[row]));
        button.append(element("span", "count", shown(layer.facts[data.list.count], row)));
        button.append(element("span", "why", shown(layer.facts[data.list.why], row)));
        button.addEventListener("click", () => {
          if (!map.hasLayer(group)) document.querySelector(`[data-layer="${layer.id}"]`).click();
          closePanel();
          map.setView(items[row].getLatLng(), Math.max(map.getZoom(), 11), { animate: false });
          items[row].openPopup();
        });
        const line = element("li");
        line.append(button);
        return line;
      }),
    );
    if (!rows.length) list.replaceChildren(element("li", "none", "None in this scenario."));
  }

  /* ---- switches, panel, corner ---- */
  function choose(input) {
    const name = input.dataset.switch;
    chosen[name] = Number(input.value);
    const label = input.options
      ? input.options[input.selectedIndex].textContent
      : input.parentElement.textContent;
    document.querySelectorAll(`[data-text-of="${name}"]`).forEach((spot) => {
      spot.textContent = label;
    });
  }

  function repaint() {
    map.closePopup();
    data.layers.filter((layer) => layer.classes.over.length).forEach(paint);
    order();
    fillList();
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
  data.layers.forEach(build);
  data.layers.forEach(paint);
  order();
  document.querySelectorAll("[data-layer]").forEach((box) => {
    box.addEventListener("change", () => {
      const { group } = drawn[box.dataset.layer];
      if (box.checked) group.addTo(map);
      else group.remove();
      order();
    });
  });
  L.control.scale({ imperial: false, maxWidth: 140 }).addTo(map);
  addCorner();
  fillList();
  map.setMaxBounds(L.latLngBounds(data.bounds).pad(0.8));
  map.on("zoomend", layOut);
  layOut();
}
