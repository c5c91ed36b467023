"use strict";
/* What a row looks like: the style of its class, hatching, how large a dot is at the map's zoom, and
   which rows lie on top of others. */
const INK = "#1f2a37"; // as in colours.py

/* A fill of slanted lines; the canvas takes a pattern wherever it takes a colour. */
const patterns = new Map();
function hatching(colour) {
  if (!patterns.has(colour)) {
    const tile = document.createElement("canvas");
    tile.width = tile.height = 8;
    const pen = tile.getContext("2d");
    pen.fillStyle = colour;
    pen.fillRect(0, 0, 8, 8);
    hatch(pen, "rgba(255,255,255,.8)", 2);
    hatch(pen, "rgba(31,42,55,.45)", 0.8);
    patterns.set(colour, pen.createPattern(tile, "repeat"));
  }
  return patterns.get(colour);
}

function hatch(pen, colour, width) {
  pen.beginPath();
  pen.strokeStyle = colour;
  pen.lineWidth = width;
  for (const at of [-8, 0, 8]) {
    pen.moveTo(at - 1, 9);
    pen.lineTo(at + 9, -1);
  }
  pen.stroke();
}

function stylesOf({ map, data, home, column, pick, classesOf }) {
  const styleOf = (layer, row) => layer.styles[classesOf(layer)[row]];
  const sizesOf = (layer) => layer.size && column(pick(layer.facts[layer.size.fact]));

  function options(layer, row) {
    const style = styleOf(layer, row);
    if (layer.kind !== "area") return style;
    const fill = style.hatch ? { fillColor: hatching(style.hatch) } : {};
    return { ...style, ...fill, fillOpacity: data.opacity };
  }

  /* Dots that are small for want of room grow as the map is drawn nearer. */
  function radius(size, style, value) {
    const growth = 2 ** Math.max(0, (map.getZoom() - home) / 2);
    if (style.radius) return Math.max(style.radius, Math.min(style.near || 0, style.radius * growth));
    const { factor, least, near, most } = size;
    return Math.max(Math.min(most, factor * Math.sqrt(value)), Math.min(near, least * growth));
  }

  /* Dots by class and, where they have a size, by radius; small ones lose the edge that would hide
     them. */
  function dress(dots, { styles, size }, classes, values) {
    const kinds = new Map();
    const worn = [];
    const places = new Int32Array(classes.length);
    const radii = new Float32Array(classes.length);
    const wear = (style, weight) => {
      const key = styles.indexOf(style) + " " + weight;
      if (!kinds.has(key)) kinds.set(key, worn.push({ ...style, weight }) - 1);
      return kinds.get(key);
    };
    const rows = size ? stack(classes, values) : Array.from(classes, (_, row) => row);
    const seen = rows.filter((row) => styles[classes[row]] && !styles[classes[row]].hidden);
    for (const row of seen) {
      const style = styles[classes[row]];
      const own = radius(size, style, (values && values[row]) || 0);
      const thin = own < 2.5 ? 0 : 0.5;
      const weight = style.weight < 1 && own < 4 ? Math.min(thin, style.weight) : style.weight;
      radii[row] = own;
      places[row] = wear(style, weight);
    }
    dots.dress(seen, worn, places, radii);
  }

  /* Rows as they lie on each other: the first styles on top, and small circles on large ones. */
  function stack(classes, values) {
    const rows = Array.from(classes, (_, row) => row);
    const larger = values ? (a, b) => values[b] - values[a] : () => 0;
    return rows.sort((a, b) => classes[b] - classes[a] || larger(a, b) || a - b);
  }

  return { styleOf, sizesOf, options, dress, stack };
}
