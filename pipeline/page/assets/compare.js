/* Two choices on one map: the areas twice, each on its side of a line that is moved.

   `data.compare` holds the subjects: columns by choice, and by service before it where there are
   services. Shapes are those of the page's layer of areas, for both sides. */
EXTENSIONS.push((page) => {
  const spec = page.data.compare;
  if (!spec) return;
  const { map, chosen, drawn } = page;
  const SIDES = ["left", "right"];
  const left = drawn[spec.layer].layer;
  const layers = { left, right: { ...left, id: "right" } };
  page.build(layers.right);

  /* ---- what is chosen ---- */
  const place = () => chosen[spec.subject] || 0;
  const subject = () => spec.subjects[place()];
  const choice = (side) => chosen[side + place()] || 0;
  const over = (side) => (subject().services.length ? [spec.service, side + place()] : [side + place()]);
  const label = (side) => filled(spec.words[side], { choice: subject().labels[choice(side)] });
  const field = (name, side) => ({ values: subject()[name], over: over(side), digits: subject().digits, unit: "" });
  const told = (name, side, row) => page.shown(field(name, side), row);
  const number = (name, side, row) => page.valueAt(field(name, side), row);

  /* ---- what a card tells: both numbers and their difference ---- */
  function value(side, row) {
    const number = told("values", side, row) + (subject().unit ? "\u00a0" + subject().unit : "");
    if (!subject().low || page.valueAt(field("values", side), row) === null) return number;
    const ends = { low: told("low", side, row), high: told("high", side, row) };
    return filled(spec.words.interval, { value: number, ...ends });
  }

  function difference(row) {
    const [before, after] = SIDES.map((side) => number("values", side, row));
    if (before === null || after === null) return DASH;
    const amount = page.amount(Math.abs(after - before), subject().digits, subject().differenceUnit);
    const said = (after > before ? "+" : after < before ? "\u2212" : "") + amount;
    return isUnclear(row) ? filled(spec.words.unclear, { difference: said }) : said;
  }

  /* Two numbers whose intervals overlap may be the same. */
  function isUnclear(row) {
    if (!subject().low) return false;
    const [low, high] = ["low", "high"].map((name) => SIDES.map((side) => number(name, side, row)));
    return low[0] <= high[1] && low[1] <= high[0];
  }

  function card(row, isTip) {
    const service = subject().services[chosen[spec.service] || 0];
    const lines = SIDES.map((side) => [label(side), value(side, row)]);
    lines.push([spec.words.difference, difference(row)]);
    const evidence = left.facts[place()];
    if (!isTip) lines.push([evidence.label, page.shown(evidence, row)]);
    return cardOf(page.titleOf(left, row), lines, filled(subject().label, { service }));
  }

  /* ---- a pane a side, below the roads, that shows its part of the map alone ---- */
  const panes = {};
  SIDES.forEach((side, n) => {
    panes[side] = map.createPane("compare-" + side);
    panes[side].style.zIndex = 350 + n;
    const { group, items } = drawn[layers[side].id];
    group.remove();
    for (const item of items) item.options.pane = "compare-" + side;
    group.unbindPopup().unbindTooltip();
    // The tooltip first: a press opens both in the order in which they are bound, and the popup stays.
    group.bindTooltip((item) => card(item.row, true), { ...TIP, sticky: true });
    group.bindPopup((item) => card(item.row), page.popupOptions());
    group.addTo(map);
  });
  map.getPane("overlayPane").classList.add("untouched");
  const box = document.querySelector(`[data-layer="${spec.layer}"]`);
  box.addEventListener("change", () => {
    for (const side of SIDES) drawn[layers[side].id].group[box.checked ? "addTo" : "removeFrom"](map);
  });

  /* ---- the line, below popups: a slider as wide as the map, whose thumb is the handle ---- */
  const frame = element("div", "swipes");
  const line = element("div", "divider");
  const slider = element("input", "swipe");
  Object.assign(slider, { type: "range", min: 0, max: 100, step: 1, value: 50 });
  slider.setAttribute("aria-label", spec.words.divider);
  const chips = Object.fromEntries(SIDES.map((side) => [side, element("div", "side " + side)]));
  frame.append(line, slider, chips.left, chips.right);
  map.createPane("compare").append(frame);
  map.getPane("compare").style.zIndex = 640;
  for (const part of [line, slider]) L.DomEvent.disableClickPropagation(part);
  slider.addEventListener("keydown", (event) => event.stopPropagation());

  function clip() {
    const size = map.getSize();
    const x = (size.x * slider.value) / 100;
    const [from, at, to] = [L.point(0, 0), L.point(x, 0), size].map((point) => map.containerPointToLayerPoint(point));
    const cut = (west, east) => `polygon(${west}px ${from.y}px, ${east}px ${from.y}px, ${east}px ${to.y}px, ${west}px ${to.y}px)`;
    panes.left.style.clipPath = cut(from.x, at.x);
    panes.right.style.clipPath = cut(at.x, to.x);
    Object.assign(frame.style, { left: `${from.x}px`, top: `${from.y}px`, width: `${size.x}px`, height: `${size.y}px` });
    line.style.left = `${x}px`;
    slider.setAttribute("aria-valuetext", `${slider.value} %`);
  }
  slider.addEventListener("input", clip);
  map.on("move zoom viewreset resize", clip);

  /* What search marks stands above the handle, which lies in the midst at first. */
  page.roomBelow = 48; // pixels

  /* The line itself can be dragged too. */
  line.addEventListener("pointerdown", (event) => {
    line.setPointerCapture(event.pointerId);
    event.preventDefault();
    slider.focus();
  });
  line.addEventListener("pointermove", (event) => {
    if (!line.hasPointerCapture(event.pointerId)) return;
    const ground = frame.getBoundingClientRect();
    slider.value = (100 * (event.clientX - ground.left)) / ground.width;
    clip();
  });

  function follow() {
    map.closePopup();
    for (const side of SIDES) {
      layers[side].classes = { values: subject().classes, over: over(side) };
      page.paint(layers[side]);
      chips[side].textContent = label(side);
    }
    clip();
  }
  document.querySelectorAll("[data-switch]").forEach((input) => input.addEventListener("change", follow));
  follow();
});
