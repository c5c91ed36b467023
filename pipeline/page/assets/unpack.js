"use strict";
/* Reads a column of numbers as packed.py writes it; null where a value is missing. */
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const DIGIT = Object.fromEntries([...ALPHABET].map((character, digit) => [character, digit]));

function unpack(text) {
  const values = [];
  let last = 0;
  let i = 0;
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
      values.push(null);
    } else if (text[i] === "*") {
      i++;
      const value = values[values.length - 1];
      for (let left = number(); left > 0; left--) values.push(value);
    } else {
      const step = number();
      last += step % 2 ? -(step + 1) / 2 : step / 2;
      values.push(last);
    }
  }
  return values;
}
