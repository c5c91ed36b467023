"use strict";
/* The layers of a page on the map: made when they are first shown, painted as the switches say, and
   kept in the page's order. `drawn` holds of each its group, and either its items or its dots. */
const MAKE = {
  area: (shape, options, places) => L.polygon(shape.map((rings) => rings.map(places)), options),
  line: (shape, options, places) => L.polyline(shape.map(places), options),
  icon: (place, options, places, style) =>
    L.marker(place, {
      ...options,
      keyboard: false,
      icon: L.divIcon({ className: "icon " + style.icon, iconSize: [18, 18], iconAnchor: style.anchor }),
    }),
};

function layersOf(page) {
  const { map, data, drawn, column, pick, places } = page;
  const { card, popup, popupOptions, classesOf, styleOf, sizesOf, options, dress, stack } = page;
  const Dots = dotsOf(L);

  function build(layer) {
    const group = L.featureGroup();
    drawn[layer.id] = { layer, group, items: [], dots: null };
    if (layer.facts.length) addCards(layer, group);
    if (layer.on) show(layer);
  }

  function addCards(layer, group) {
    const sticky = layer.kind === "area" || layer.kind === "line"; // large things are told at the mouse
    const tips = layer.facts.filter((fact) => fact.tip);
    group.bindTooltip((item) => card(layer, item.row, tips), { ...TIP, sticky });
    if (layer.leadsTo) addLead(layer, group);
    group.bindPopup((item) => popup(layer, item.row), popupOptions());
    if (layer.kind === "area") {
      group.on("mouseover", (event) => event.layer.setStyle({ weight: 2.5, color: INK }));
      group.on("mouseout", (event) => event.layer.setStyle(options(layer, event.layer.row)));
    }
  }

  /* A thin dashed line from the row that is opened, as long as its popup. */
  function addLead(layer, group) {
    let line = null;
    group.on("popupopen", (event) => {
      const item = event.layer;
      const [x, y] = pick(layer.leadsTo).split(" ").map((text) => column(text)[item.row]);
      if (x === null) return;
      const to = spotAt(x, y);
      const style = { color: INK, weight: 1.5, dashArray: "4 4", interactive: false };
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
    const own = drawn[layer.id];
    const interactive = layer.facts.length > 0;
    if (layer.kind === "circle" && !own.dots) {
      own.dots = new Dots(places(layer.shapes), { interactive });
      own.group.addLayer(own.dots);
      paint(layer);
    } else if (layer.kind !== "circle" && !own.items.length) {
      const shapes = typeof layer.shapes === "string" ? places(layer.shapes) : layer.shapes;
      shapes.forEach((shape, row) => {
        own.items.push(MAKE[layer.kind](shape, { interactive }, places, styleOf(layer, row) || {}));
        own.items[row].row = row;
      });
      paint(layer);
    }
    own.group.addTo(map);
  }

  function paint(layer) {
    const { group, items, dots } = drawn[layer.id];
    if (dots) dress(dots, layer, classesOf(layer), sizesOf(layer));
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

  /* Layers added later would lie on top; the page's order is kept. */
  function order() {
    for (const layer of data.layers) {
      const { group, items, dots } = drawn[layer.id];
      if (layer.kind === "icon" || !map.hasLayer(group)) continue;
      const isSwitched = layer.kind === "line" && layer.classes.over.length > 0;
      const sorted = isSwitched ? stack(classesOf(layer)).map((row) => items[row]) : items;
      for (const item of dots ? [dots] : sorted) if (group.hasLayer(item)) item.bringToFront();
    }
  }

  /* What is opened or marked is not told twice, nor what lay at the mouse before. */
  function closeTips() {
    map.eachLayer((one) => {
      if (one instanceof L.Tooltip && !one.options.permanent) one.remove();
    });
  }

  function resize() {
    for (const layer of data.layers) {
      if (layer.kind === "circle" && map.hasLayer(drawn[layer.id].group)) paint(layer);
    }
  }

  return { build, show, paint, order, resize, closeTips };
}
