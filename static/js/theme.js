// Light or dark: what the system says, unless the reader chose (a cookie). Runs before the first paint.
(function () {
  "use strict";
  var root = document.documentElement;
  var match = /(?:^|; )theme=(light|dark)/.exec(document.cookie);
  if (match) root.dataset.theme = match[1];
  function dark() {
    return root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  }
  document.addEventListener("DOMContentLoaded", function () {
    var button = document.getElementById("theme");
    if (!button) return;
    function name() {
      button.textContent = dark() ? button.dataset.light : button.dataset.dark;
    }
    button.hidden = false;
    name();
    button.addEventListener("click", function () {
      root.dataset.theme = dark() ? "light" : "dark";
      document.cookie = "theme=" + root.dataset.theme + "; path=/; max-age=31536000; samesite=lax";
      name();
      document.dispatchEvent(new CustomEvent("themechange"));
    });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", function () {
      name();
      document.dispatchEvent(new CustomEvent("themechange"));
    });
  });
  window.pageIsDark = dark;
})();
