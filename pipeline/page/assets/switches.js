"use strict";
/* What is chosen: `chosen` holds the place of each switch's choice, and texts and parts of the panel
   follow it. A switch is a list, or buttons of which one is checked. */
const isChosen = (input) => Boolean(input.options || input.checked);
const labelOf = (input) =>
  (input.options ? input.options[input.selectedIndex] : input.parentElement).textContent;

function switchesOf({ data, chosen }) {
  /* The values of a switch's parts add up, such as those of season and vehicle. */
  function sum(name) {
    const inputs = [...document.querySelectorAll(`[data-switch="${name}"]`)];
    return inputs.filter(isChosen).reduce((total, input) => total + Number(input.value), 0);
  }

  function choose(input) {
    const name = input.dataset.switch;
    chosen[name] = sum(name);
    document.querySelectorAll(`[data-text-of="${name}"]`).forEach((spot) => {
      spot.textContent = labelOf(input);
    });
    document.querySelectorAll(`[data-when="${name}"]`).forEach((part) => {
      part.hidden = part.dataset.is !== input.value;
    });
  }

  /* Reads what is chosen at first, and calls a function after each change. */
  function followSwitches(then) {
    document.querySelectorAll("[data-switch]").forEach((input) => {
      if (!chosen[input.dataset.switch]) chosen[input.dataset.switch] = 0;
      if (isChosen(input)) choose(input);
      input.addEventListener("change", () => {
        choose(input);
        then();
      });
    });
    for (const name of data.switches || []) chosen[name] = chosen[name] || 0;
  }

  return { followSwitches };
}
