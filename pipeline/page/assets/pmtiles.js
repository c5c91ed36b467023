"use strict";
/* Reads points from a file of vector tiles (PMTiles 3): only the parts that are asked for. The file is
   not trusted: all that it counts is bounded, and what is not as it should be is an error whose name
   the page has words for. */
const HEADER_BYTES = 127;
const MOST_PACKED = 4e6; // bytes of one directory or tile
const MOST_PLAIN = 8e6; // the same unpacked
const MOST_ROWS = 100000; // of one tile
const MOST_TAGS = 4000; // of one row, names and values
const DEEPEST = 3; // directories below each other; the format needs two
const DEEPEST_ZOOM = 20;
const [PLAIN, GZIP, VECTOR] = [1, 2, 1]; // as the format counts them

const refused = (name) => Object.assign(new Error(name), { name });

/* Bytes read one after the other; none beyond the end. */
class Reader {
  constructor(bytes, at = 0, end = bytes.length) {
    Object.assign(this, { bytes, at, end });
  }

  get done() {
    return this.at >= this.end;
  }

  number() {
    for (let value = 0, scale = 1; scale < 2 ** 53; scale *= 128) {
      if (this.done) break;
      const byte = this.bytes[this.at++];
      value += (byte % 128) * scale;
      if (byte < 128 && value <= Number.MAX_SAFE_INTEGER) return value;
    }
    throw refused("broken");
  }

  part(length = this.number()) {
    if (length > this.end - this.at) throw refused("broken");
    this.at += length;
    return new Reader(this.bytes, this.at - length, this.at);
  }

  numbers() {
    const found = [];
    while (!this.done) found.push(this.number());
    return found;
  }

  text() {
    return new TextDecoder().decode(this.bytes.subarray(this.at, this.end));
  }

  /* Calls the function of each field of a message; skips those that have none. */
  fields(wanted) {
    while (!this.done) {
      const key = this.number();
      const [field, wire] = [Math.floor(key / 8), key % 8];
      if (![0, 1, 2, 5].includes(wire)) throw refused("broken");
      if (wire === 0) (wanted[field] || (() => {}))(this.number());
      else (wanted[field] || (() => {}))(this.part({ 1: 8, 5: 4 }[wire]));
    }
  }
}

async function bytesAt(file, at, length) {
  if (length > MOST_PACKED || at + length > file.size) throw refused("broken");
  return new Uint8Array(await file.slice(at, at + length).arrayBuffer());
}

/* Unpacked as far as is asked for and no further: a small file may hold an endless one. */
async function plain(bytes, packing) {
  if (packing === PLAIN) return bytes;
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip")).getReader();
  const parts = [];
  for (let length = 0; ; ) {
    const { done, value } = await stream.read().catch(() => Promise.reject(refused("broken")));
    if (done) return new Uint8Array(await new Blob(parts).arrayBuffer());
    length += value.length;
    parts.push(value);
    if (length > MOST_PLAIN) {
      stream.cancel().catch(() => {});
      throw refused("broken");
    }
  }
}

/* Entries of a directory: the first tile of each, how many are alike, and where its bytes lie. */
function directory(bytes) {
  const reader = new Reader(bytes);
  const count = reader.number();
  if (count * 4 > bytes.length) throw refused("broken"); // an entry is four numbers or more
  const row = () => Array.from({ length: count }, () => reader.number());
  let id = 0;
  const ids = row().map((step) => (id += step));
  const [runs, lengths, ends] = [row(), row(), row()];
  const places = [];
  ends.forEach((end, at) => {
    if (!end && !at) throw refused("broken");
    places.push(end ? end - 1 : places[at - 1] + lengths[at - 1]);
  });
  return { ids, runs, lengths, places };
}

/* The number of a tile: how many lie above its zoom, and its place on Hilbert's curve. */
function tileId(zoom, x, y) {
  let id = (4 ** zoom - 1) / 3;
  for (let side = 2 ** (zoom - 1); side >= 1; side /= 2) {
    const [right, low] = [x & side ? 1 : 0, y & side ? 1 : 0];
    id += side * side * ((3 * right) ^ low);
    if (!low) {
      if (right) [x, y] = [side - 1 - x, side - 1 - y];
      [x, y] = [y, x];
    }
  }
  return id;
}

/* Opens a file; returns what is known of it and how to get its tiles. */
async function openTiles(file) {
  if (!window.DecompressionStream) throw refused("old");
  const head = new DataView(await file.slice(0, HEADER_BYTES).arrayBuffer());
  const magic = String.fromCharCode(...new Uint8Array(head.buffer.slice(0, 7)));
  if (head.byteLength < HEADER_BYTES || magic !== "PMTiles") throw refused("strange");
  const long = (at) => {
    const found = Number(head.getBigUint64(at, true));
    if (found > file.size) throw refused("broken");
    return found;
  };
  const [packing, tilePacking, type, zoom, deepest] = [97, 98, 99, 100, 101].map((at) => head.getUint8(at));
  const isKnown = [packing, tilePacking].every((one) => one === PLAIN || one === GZIP);
  const isOurs = type === VECTOR && zoom === deepest && zoom <= DEEPEST_ZOOM;
  if (head.getUint8(7) !== 3 || !isKnown || !isOurs) throw refused("strange");
  const [rootAt, rootLength, toldAt, toldLength, leavesAt, , tilesAt] = [8, 16, 24, 32, 40, 48, 56].map(long);
  const read = async (at, length, how) => plain(await bytesAt(file, at, length), how);
  const root = directory(await read(rootAt, rootLength, packing));
  const leaves = new Map();

  async function leaf(at, length) {
    const key = at + " " + length;
    if (leaves.size > 50) leaves.clear();
    if (!leaves.has(key)) leaves.set(key, directory(await read(leavesAt + at, length, packing)));
    return leaves.get(key);
  }

  async function tile(x, y) {
    const id = tileId(zoom, x, y);
    let entries = root;
    for (let depth = 0; depth < DEEPEST; depth++) {
      let [low, high] = [0, entries.ids.length];
      while (low < high) {
        const middle = (low + high) >> 1;
        if (entries.ids[middle] <= id) low = middle + 1;
        else high = middle;
      }
      if (!low) return null;
      const { ids, runs, lengths, places } = entries;
      const at = low - 1;
      if (runs[at] && id >= ids[at] + runs[at]) return null;
      if (runs[at]) return read(tilesAt + places[at], lengths[at], tilePacking);
      entries = await leaf(places[at], lengths[at]);
    }
    throw refused("broken");
  }

  let told = {};
  try {
    told = JSON.parse(new Reader(await read(toldAt, toldLength, packing)).text());
  } catch {
    throw refused("broken");
  }
  return { zoom, tile, stamp: told && told.description };
}

function valueOf(message) {
  let found = null;
  const whole = (number) => (found = number);
  message.fields({ 1: (part) => (found = part.text()), 4: whole, 5: whole, 6: (n) => (found = unzigzag(n)) });
  return found;
}

/* The points of one layer of a tile, from 0 to 1 along its sides, each with its attributes. */
function pointsOf(bytes, wanted) {
  const found = [];
  new Reader(bytes).fields({
    3: (message) => {
      const layer = { name: "", keys: [], values: [], extent: 4096, rows: [] };
      message.fields({
        1: (part) => (layer.name = part.text()),
        2: (part) => layer.rows.push(part),
        3: (part) => layer.keys.push(part.text()),
        4: (part) => layer.values.push(valueOf(part)),
        5: (extent) => (layer.extent = extent),
      });
      if (layer.name !== wanted) return;
      if (layer.rows.length > MOST_ROWS || !layer.extent) throw refused("broken");
      for (const row of layer.rows) {
        let [tags, shape] = [[], []];
        row.fields({ 2: (part) => (tags = part.numbers()), 4: (part) => (shape = part.numbers()) });
        const [x, y] = shape.slice(1, 3).map((step) => unzigzag(step) / layer.extent);
        if (shape.length < 3 || tags.length % 2 || tags.length > MOST_TAGS) throw refused("broken");
        found.push({ x, y, tags, keys: layer.keys, values: layer.values });
      }
    },
  });
  return found;
}

/* An attribute of a point; null where it has none. */
function attribute(point, name) {
  for (let at = 0; at < point.tags.length; at += 2) {
    if (point.keys[point.tags[at]] === name) return point.values[point.tags[at + 1]] ?? null;
  }
  return null;
}
