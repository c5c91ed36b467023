/* Steps a layer of areas through time: a strip below the map with a bar a period and a slider.

   `data.time` says which choice of which switch it belongs to and which layer is not shown with it,
   and holds the columns of each unit of time. The layer's classes and first facts are those of the
   period that is shown. */
EXTENSIONS.push((page) => {
  const time = page.data.time;
  if (!time) return;
  const { map } = page;
  const { layer, group } = page.drawn[time.layer];
  const isCalm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const places = time.units.map((unit) => unit.at);
  const isOn = () => page.chosen[time.switch] === time.choice;
  const current = () => page.chosen[time.step] || 0;
  const unit = () => time.units[current()];
  const at = () => places[current()];
  const said = (packed, place) => page.shown({ values: packed, digits: 1 }, place);

  /* ---- the strip ---- */
  const strip = element("section", "time");
  strip.hidden = true;
  strip.setAttribute("aria-label", time.words.slider);
  const play = element("button", "play");
  play.type = "button";
  const period = element("strong", "period");
  const total = element("span", "total-of");
  const chart = element("div", "chart");
  chart.setAttribute("role", "img");
  const slider = element("input");
  slider.type = "range";
  slider.min = 0;
  slider.setAttribute("aria-label", time.words.slider);
  const ends = element("div", "ends");
  const head = element("div", "head");
  head.append(play, period, total);
  strip.append(head, chart, slider, ends);
  map.getContainer().append(strip);
  L.DomEvent.disableClickPropagation(strip);
  L.DomEvent.disableScrollPropagation(strip);
  strip.addEventListener("keydown", (event) => event.stopPropagation());

  /* A bar a period, as high as its incidents; one that has not ended is an outline. */
  function drawChart() {
    const { labels, totals, hasEnded } = unit();
    const counts = page.column(totals[0]);
    const most = Math.max(...counts, 1);
    const bars = counts.map((count, place) => {
      const bar = element("i", hasEnded[place] ? "" : "open");
      bar.style.height = `${(100 * count) / most}%`;
      return bar;
    });
    const highest = said(totals[0], counts.indexOf(Math.max(...counts)));
    chart.replaceChildren(...bars, element("span", "highest", filled(time.words.highest, { n: highest })));
    chart.setAttribute("aria-label", time.words.chart);
    slider.max = labels.length - 1;
    strip.style.setProperty("--n", labels.length);
    ends.replaceChildren(element("span", "", labels[0]), element("span", "", labels[labels.length - 1]));
  }

  /* ---- what is shown ---- */
  function tell() {
    const { labels, totals } = unit();
    const words = { incidents: said(totals[0], at()), deaths: said(totals[1], at()) };
    period.textContent = labels[at()];
    total.textContent = filled(time.words.total, words);
    slider.value = at();
    slider.setAttribute("aria-valuetext", `${labels[at()]}. ${total.textContent}`);
    chart.querySelectorAll("i").forEach((bar, place) => bar.classList.toggle("now", place === at()));
  }

  /* Lead and corner speak of what is shown: of the period, or as they were written of all years. */
  const lead = document.querySelector(".lead");
  const name = [...document.querySelectorAll("#corner dt")].find((one) => one.textContent === time.corner);
  const value = name.nextElementSibling;
  const written = [lead, name, value].map((part) => [part, part.textContent]);

  function tellAround() {
    for (const [part, text] of written) part.textContent = text;
    if (!isOn()) return;
    lead.textContent = filled(unit().lead, { period: unit().labels[at()] });
    name.textContent = time.words.shown;
    value.textContent = unit().labels[at()];
  }

  /* The popup's first lines are those of the period; without the slider they are silent. */
  function fillFacts() {
    layer.facts.slice(0, 3).forEach((fact, place) => {
      const own = isOn() ? unit().facts[place] : undefined;
      fact.brief = !own;
      fact.values = own ? page.chain(own.values, at()) : silent;
      if (own) fact.label = filled(own.label, { period: unit().labels[at()] });
    });
  }
  const silent = layer.facts[0].values;
  // Columns that build on each other are read before one of them is replaced.
  layer.classes.values.forEach((_, place) => page.chain(layer.classes.values, place));

  function step(place) {
    places[current()] = Math.max(0, Math.min(unit().labels.length - 1, place));
    layer.classes.values[time.choice] = page.chain(unit().classes, at());
    fillFacts();
    tell();
    tellAround();
    page.paint(layer);
    for (const card of [group.getPopup(), group.getTooltip()]) if (card && card.isOpen()) card.update();
  }

  /* ---- playing: one period after the other; without motion one at a time ---- */
  let timer = null;
  function stop() {
    clearInterval(timer);
    timer = null;
    play.textContent = isCalm ? time.words.next : time.words.play;
    play.classList.remove("on");
  }
  function forward() {
    const isLast = at() === unit().labels.length - 1;
    if (isLast && timer) stop();
    else step(isLast ? 0 : at() + 1);
  }
  play.addEventListener("click", () => {
    if (timer) return stop();
    if (isCalm || at() === unit().labels.length - 1) forward();
    if (isCalm) return;
    play.textContent = time.words.pause;
    play.classList.add("on");
    timer = setInterval(forward, unit().labels.length > 60 ? 250 : 800);
  });
  slider.addEventListener("input", () => {
    stop();
    step(Number(slider.value));
  });
  chart.addEventListener("click", (event) => {
    const box = chart.getBoundingClientRect();
    stop();
    step(Math.floor(((event.clientX - box.left) / box.width) * unit().labels.length));
  });

  /* ---- the choices that it belongs to ---- */
  /* What is told of all years does not lie over the colours of one period. */
  function hideOthers() {
    const block = document.querySelector(`[data-block="${time.without}"]`);
    block.hidden = isOn();
    const isShown = !isOn() && block.querySelector("input").checked;
    page.drawn[time.without].group[isShown ? "addTo" : "removeFrom"](map);
  }

  function follow() {
    stop();
    strip.hidden = !isOn();
    map.getContainer().classList.toggle("timed", isOn());
    map.getContainer().style.setProperty("--strip", `${strip.offsetHeight}px`);
    hideOthers();
    drawChart();
    step(at());
  }
  document.querySelectorAll(`[data-switch="${time.switch}"], [data-switch="${time.step}"]`).forEach((input) => {
    input.addEventListener("change", () => {
      const was = strip.hidden;
      follow();
      if (was && isOn()) map.fitBounds(page.data.bounds, { paddingTopLeft: [12, 12], paddingBottomRight: [12, strip.offsetHeight + 40] });
    });
  });
  follow();
});
