// Filters act at once; without this script the button sends the same form. Empty fields are left
// out of the address, so that equal lists have equal addresses.
(function () {
  "use strict";
  document.addEventListener("htmx:configRequest", function (event) {
    var parameters = event.detail.parameters;
    Object.keys(parameters).forEach(function (name) {
      if (parameters[name] === "") delete parameters[name];
    });
  });
  document.addEventListener("submit", function (event) {
    event.target.querySelectorAll("input, select").forEach(function (field) {
      if (field.name && !field.value) field.disabled = true;
    });
    setTimeout(function () {
      event.target.querySelectorAll(":disabled").forEach(function (field) { field.disabled = false; });
    }, 0);
  });
})();
