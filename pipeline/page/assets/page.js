"use strict";
/* Draws a page from its data block: puts its parts together, each of which is told in a file of its
   own, and lets them follow switches, boxes and zoom. */

/* The parts, each a function of the page as those before it have made it. */
const PARTS = [valuesOf, cardsOf, stylesOf, layersOf, labelsOf, panelOf, switchesOf];

/* What else a page can do: each is a function that is called with the drawn page. */
const EXTENSIONS = [];

function drawPage(map, data) {
  const page = { map, data, words: data.words, chosen: {}, drawn: {}, home: map.getZoom() };
  for (const part of PARTS) Object.assign(page, part(page));
  const { drawn, home, build, show, paint, order } = page;

  /* The style draws signs smaller on a map that is seen from far. */
  function markZoom() {
    map.getContainer().classList.toggle("far", map.getZoom() < home + 1);
  }

  page.followSwitches(() => {
    map.closePopup();
    data.layers.filter((layer) => layer.classes.over.length).forEach(paint);
    order();
    page.fillPanel();
  });
  data.layers.forEach(build);
  order();
  document.querySelectorAll("[data-layer]").forEach((box) => {
    box.addEventListener("change", () => {
      const { layer, group } = drawn[box.dataset.layer];
      if (box.checked) {
        show(layer);
        paint(layer);
      } else group.remove();
      order();
    });
  });
  L.control.scale({ imperial: false, maxWidth: 140 }).addTo(map);
  page.addCorner();
  page.fillPanel();
  map.setMaxBounds(L.latLngBounds(data.bounds).pad(2));
  page.addLabels();
  markZoom();
  map.on("popupopen", page.closeTips);
  map.on("zoomend", markZoom);
  map.on("zoomend", page.resize);
  EXTENSIONS.forEach((extend) => extend(page));
  requestAnimationFrame(() => setTimeout(() => performance.mark("usable"))); // the frame is drawn
}
