// Names for the search boxes that the admin's autocomplete makes out of lists: it leaves them
// without one, so a screen reader would only say "combo box".
"use strict";
(function () {
  function name(box) {
    const list = box.parentElement && box.parentElement.querySelector("select.admin-autocomplete");
    const label = list && list.labels && list.labels[0];
    if (!label) {
      return;
    }
    const text = label.textContent.trim().replace(/[:：]$/, "");
    for (const part of box.querySelectorAll(".select2-selection, .select2-selection__rendered")) {
      part.setAttribute("aria-label", text);
    }
    const selection = box.querySelector(".select2-selection");
    const rendered = box.querySelector(".select2-selection__rendered");
    if (selection && rendered) {
      selection.setAttribute("aria-labelledby", `${label.id || (label.id = `label-${list.id}`)} ${rendered.id}`);
    }
  }
  new MutationObserver((changes) => {
    for (const change of changes) {
      for (const node of change.addedNodes) {
        if (node.nodeType === Node.ELEMENT_NODE && node.matches("span.select2-container")) {
          name(node);
        }
      }
    }
  }).observe(document.documentElement, { childList: true, subtree: true });
})();
