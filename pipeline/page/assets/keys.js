"use strict";
/* Everything by keyboard: what is opened gets the focus, Escape closes it and gives it back. */
EXTENSIONS.push((page) => {
  const { map, words } = page;
  const ground = map.getContainer();
  const handle = document.querySelector("#panel .handle");
  let opener = null;

  ground.setAttribute("role", "application");
  ground.setAttribute("aria-label", words.map);
  for (const [name, label] of [["in", words.zoomIn], ["out", words.zoomOut]]) {
    const button = ground.querySelector(".leaflet-control-zoom-" + name);
    button.title = label;
    button.setAttribute("aria-label", label);
  }

  const current = document.querySelector(".pages [aria-current]");
  if (current) current.scrollIntoView({ block: "nearest", inline: "center" });

  const isSeen = (one) => one && one.isConnected && one.getClientRects().length > 0;

  map.on("popupopen", ({ popup }) => {
    const box = popup.getElement();
    const title = box.querySelector("strong");
    box.setAttribute("role", "dialog");
    box.setAttribute("tabindex", "-1");
    if (title) box.setAttribute("aria-label", title.textContent);
    const cross = box.querySelector(".leaflet-popup-close-button");
    if (cross) cross.setAttribute("aria-label", words.close);
    box.querySelector(".leaflet-popup-content").setAttribute("tabindex", "0");
    const before = document.activeElement;
    if (before === document.body || ground.contains(before)) return;
    opener = before;
    box.focus({ preventScroll: true });
  });

  map.on("popupclose", ({ popup }) => {
    const at = document.activeElement;
    const isHere = at === document.body || popup.getElement().contains(at);
    if (isHere) (isSeen(opener) ? opener : opener && isSeen(handle) ? handle : ground).focus({ preventScroll: true });
    opener = null;
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    const isOpen = ground.querySelector(".leaflet-popup") !== null;
    if (isOpen) map.closePopup();
    else if (document.getElementById("panel").classList.contains("open")) {
      page.closePanel();
      handle.focus();
    } else page.unmark();
  });
});
