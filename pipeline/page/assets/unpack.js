"use strict";
/* Gives a function the page's data; a long block of them is deflated, which takes a moment. */
function withData(draw) {
  const block = document.getElementById("page-data");
  const text = block.textContent;
  if (block.type === "application/json") draw(JSON.parse(text));
  else if (window.DecompressionStream) inflated(text).then((plain) => draw(JSON.parse(plain)));
  else document.getElementById("main").textContent = block.dataset.old;
}

function inflated(text) {
  const coded = atob(text);
  const bytes = new Uint8Array(coded.length);
  for (let i = 0; i < coded.length; i++) bytes[i] = coded.charCodeAt(i);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Response(stream).text();
}

/* Reads a column of numbers as packed.py writes it; null where a value is missing. */
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const DIGIT = Object.fromEntries([...ALPHABET].map((character, digit) => [character, digit]));

function unpack(text) {
  return unpackAfter(text, null);
}

/* Places: a column of each axis, in 0.00001 degrees. */
const unpackPlaces = (text) => text.split(" ").map(unpack);

/* A step forwards or back from a whole number: 0, 1, 2, 3 are 0, -1, 1, -2. */
const unzigzag = (number) => (number % 2 ? -(number + 1) / 2 : number / 2);

/* Numbers are steps from the row before; with a column before, steps from its rows. */
function unpackAfter(text, before) {
  const values = [];
  let last = 0;
  let i = 0;
  let step = null;
  const number = () => {
    for (let value = 0, scale = 1; ; scale *= 32) {
      const digit = DIGIT[text[i++]];
      value += (digit % 32) * scale;
      if (digit < 32) return value;
    }
  };
  while (i < text.length) {
    if (text[i] === "!") {
      i++;
      step = null;
      values.push(null);
    } else if (text[i] === "*") {
      i++;
      const value = values[values.length - 1];
      for (let left = number(); left > 0; left--) {
        values.push(before && step !== null ? before[values.length] + step : value);
      }
    } else {
      step = unzigzag(number());
      last = (before ? before[values.length] : last) + step;
      values.push(last);
    }
  }
  return values;
}
