"use strict";
/* What stands beside the map: lists whose rows open on the map, numbers beside the legend that follow
   the switches, the panel's handle on a phone, and the corner box. */
function panelOf({ map, data, words, chosen, drawn, pick, titleOf, isSilent, shown, number }) {
  const panel = document.getElementById("panel");
  const handle = panel.querySelector(".handle");
  function closePanel() {
    panel.classList.remove("open");
    handle.setAttribute("aria-expanded", "false");
  }
  handle.addEventListener("click", () => {
    handle.setAttribute("aria-expanded", String(panel.classList.toggle("open")));
  });

  /* One row, brought into view with its popup open. */
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

  function fillPanel() {
    const specs = [data.list, ...(data.also || [])].filter(Boolean);
    document.querySelectorAll(".listed ol").forEach((list, at) => fillList(list, specs[at]));
    document.querySelectorAll("[data-number]").forEach((spot) => {
      spot.textContent = pick(data.numbers)[spot.dataset.number];
    });
  }

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

  return { open, closePanel, fillPanel, addCorner };
}
