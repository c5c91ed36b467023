"use strict";
/* What is told of one row, in a tooltip or a popup: a card with a title and a table of facts, bars
   with their intervals, and sentences to unfold. Names go in as text, never as HTML. */
const TIP = { className: "tip", opacity: 1 };

function element(tag, name, text) {
  const made = document.createElement(tag);
  if (name) made.className = name;
  if (text !== undefined) made.textContent = text;
  return made;
}

/* A card of lines, each a label and what is said: a text, or elements. */
function cardOf(title, lines, subject) {
  const box = element("div", "card");
  box.append(element("strong", "", title));
  if (subject) box.append(element("p", "subject", subject));
  const table = element("table");
  for (const [label, said] of lines) {
    const isText = !Array.isArray(said);
    const cell = element("td", "", isText ? said : undefined);
    if (!isText) cell.append(...said);
    table.insertRow().append(element("th", "", label), cell);
  }
  box.append(table);
  return box;
}

function cardsOf({ map, words, column, valueAt, titleOf, isSilent, shown }) {
  function card(layer, row, facts) {
    const told = facts.filter((fact) => !isSilent(fact, row));
    return cardOf(titleOf(layer, row), told.map((fact) => [fact.label, said(fact, row)]));
  }

  const said = (fact, row) =>
    fact.most ? [bar(fact, row), element("span", "score", shown(fact, row))] : shown(fact, row);

  function bar(fact, row) {
    const value = valueAt(fact, row);
    const frame = element("span", value === null ? "bar none" : "bar");
    const part = element("i");
    part.style.width = percent(fact, value || 0) + "%";
    frame.append(part);
    if (fact.ends && value !== null) frame.append(whisker(fact, row));
    return frame;
  }

  /* A line across a bar, from the lower to the upper end of the number's interval. */
  function whisker(fact, row) {
    const [low, high] = fact.ends.map((end) => percent(fact, column(end)[row]));
    const line = element("b", "whisker");
    line.style.left = low + "%";
    line.style.width = high - low + "%";
    return line;
  }

  const percent = (fact, value) => (100 * value) / 10 ** (fact.digits || 0) / fact.most;

  function popup(layer, row) {
    const box = card(layer, row, layer.facts);
    if (layer.told) box.append(unfolding(layer.told, row));
    return box;
  }

  /* What is told of numbers: each a line, with its sentences below it when it is unfolded. */
  function unfolding(told, row) {
    const box = element("details", "told");
    box.append(element("summary", "", words.unfold));
    for (const one of told) {
      const values = Object.entries(one.facts).map(([name, fact]) => [name, shown(fact, row)]);
      const silent = valueAt(one.silent, row) === null ? null : shown(one.silent, row);
      const line = silent || filled(one.line, Object.fromEntries(values));
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

  /* Every popup opens below it. */
  const popupOptions = () => ({ maxWidth: 320, autoPanPaddingTopLeft: [8, roomAbove()] });

  return { card, popup, popupOptions };
}
