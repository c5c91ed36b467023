"use strict";
/* Names on the map: the more important first, none over another, and only those that are seen. */
const LONGEST_LABEL = 32; // characters; the style cuts longer ones off
const SQUARE = 256; // pixels

function labelsOf({ map, data, drawn, places }) {
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

  function addLabels() {
    const labels = makeLabels();
    const settle = () => {
      layOut(labels);
      writeLabels(labels);
    };
    settle();
    map.on("zoomend", settle);
    map.on("moveend", () => writeLabels(labels));
  }

  return { addLabels };
}
