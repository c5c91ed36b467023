"use strict";
/* The print button, and what a printed page says of the choices that were made. */
function addPrint() {
  document.querySelector("button.print").addEventListener("click", () => window.print());
}

EXTENSIONS.push((page) => {
  const { map, words } = page;
  const root = document.documentElement;
  const snap = map.options.zoomSnap;
  let seen = null;

  /* The choices as words: buttons and lists are not printed. */
  function choices() {
    const inputs = [...document.querySelectorAll("[data-switch]")].filter(
      (one) => isChosen(one) && !one.closest("[hidden]"),
    );
    return inputs.map((input) => {
      const name = document.getElementById("switch-" + input.dataset.switch).textContent;
      return filled(words.chosen, { name, choice: labelOf(input).trim() });
    });
  }

  /* The map is drawn anew at the size of the paper, with what is seen on the screen. */
  window.addEventListener("beforeprint", () => {
    if (seen) return;
    seen = { bounds: map.getBounds(), center: map.getCenter(), zoom: map.getZoom() };
    document.querySelector(".chosen").textContent = choices().join(" \u00b7 ");
    root.classList.add("printing");
    map.options.zoomSnap = 0;
    map.invalidateSize({ animate: false, pan: false });
    map.fitBounds(seen.bounds, { animate: false });
  });

  window.addEventListener("afterprint", () => {
    root.classList.remove("printing");
    map.options.zoomSnap = snap;
    map.invalidateSize({ animate: false, pan: false });
    map.setView(seen.center, seen.zoom, { animate: false });
    seen = null;
  });
  addPrint();
});
