"use strict";
/* All dots of a layer as one path on Leaflet's canvas: a hundred thousand objects would be slow.
   It lies among the other paths and is asked by the mouse as they are; `row` is the dot that was
   asked for last. Rows are drawn in their `order`, those of one style that have no edge together. */
const DOTS_AT_ONCE = 500; // a path of more is slow to fill
const PATH = { color: "#3388ff", weight: 3, opacity: 1, fillOpacity: 0.2 };

const dotsOf = (L) => L.Path.extend({ // pages without a map have no Leaflet
  initialize(spots, options) {
    L.setOptions(this, options);
    this.spots = spots;
    this.row = null;
    this.dress([], [], [], []);
    this.on("mousemove", this._pass);
  },

  /* Which rows are drawn, the lowest first, and the style and the radius of each row. */
  dress(order, styles, places, radii) {
    Object.assign(this, { order, styles, places, radii });
    this.redraw();
  },

  getLatLng() {
    return this.spots[this.row];
  },

  /* The mouse went from one dot to another without leaving the path. */
  _pass(event) {
    if (this.row === this.over) return;
    this.over = this.row;
    this.fire("mouseout", event, true);
    this.fire("mouseover", event, true);
  },

  _project() {
    const { spots } = this;
    this.x = this.x || new Float32Array(spots.length);
    this.y = this.y || new Float32Array(spots.length);
    const bounds = L.bounds([]);
    spots.forEach((spot, row) => {
      const at = this._map.latLngToLayerPoint(spot);
      this.x[row] = at.x;
      this.y[row] = at.y;
      bounds.extend(at);
    });
    const edge = this._reach();
    this._pxBounds = bounds.isValid() ? L.bounds(bounds.min.subtract(edge), bounds.max.add(edge)) : null;
  },

  _reach() {
    const most = this.order.reduce((most, row) => Math.max(most, this.radii[row]), 0) + PATH.weight;
    return L.point(most, most);
  },

  _update() {
    if (this._map) this._updatePath();
  },

  _updatePath() {
    const { _ctx: pen, _drawing, _redrawBounds, _bounds } = this._renderer;
    if (!_drawing) return;
    const edge = this._reach();
    const { min, max } = _redrawBounds || _bounds;
    const [west, north, east, south] = [min.x - edge.x, min.y - edge.y, max.x + edge.x, max.y + edge.y];
    const { x, y, order, places, radii } = this;
    let style = null;
    let count = 0;
    const finish = () => {
      if (count) this._fill(pen, style);
      count = 0;
    };
    for (const row of order) {
      if (x[row] < west || x[row] > east || y[row] < north || y[row] > south) continue;
      const own = this.styles[places[row]];
      if (own !== style || own.weight || count === DOTS_AT_ONCE) finish();
      if (!count++) pen.beginPath();
      style = own;
      pen.moveTo(x[row] + radii[row], y[row]);
      pen.arc(x[row], y[row], radii[row], 0, 2 * Math.PI);
    }
    finish();
  },

  _fill(pen, style) {
    const { color, weight, opacity, fill, fillColor, fillOpacity } = { ...PATH, ...style };
    if (fill !== false) {
      pen.globalAlpha = fillOpacity;
      pen.fillStyle = fillColor || color;
      pen.fill();
    }
    if (weight) {
      pen.globalAlpha = opacity;
      pen.lineWidth = weight;
      pen.strokeStyle = color;
      pen.setLineDash([]); // a line before may have been dashed
      pen.stroke();
    }
  },

  /* Whether a dot lies at a point; the highest of several. */
  _containsPoint(point) {
    const { x, y, order, places, radii } = this;
    for (let at = order.length - 1; at >= 0; at--) {
      const row = order[at];
      const edge = radii[row] + (this.styles[places[row]].weight || 0) / 2;
      if (Math.abs(x[row] - point.x) > edge) continue;
      if (Math.hypot(x[row] - point.x, y[row] - point.y) > edge) continue;
      this.row = row;
      return true;
    }
    return false;
  },
});
