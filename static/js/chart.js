// The main chart: the server's drawing is there at once; Plotly takes its place when it is seen.
(function () {
  "use strict";
  var script = document.currentScript;
  var holder = document.querySelector("figure[data-chart]");
  if (!holder) return;
  var still = holder.querySelector(".still");
  var live = holder.querySelector(".live");
  var figures = JSON.parse(document.getElementById(holder.dataset.chart).textContent);
  // No mode bar: it would offer to upload the figure to another host.
  var config = {
    displayModeBar: false, showSendToCloud: false, plotlyServerURL: "", responsive: true,
    scrollZoom: false, doubleClick: false, showTips: false,
  };
  function draw() {
    var figure = figures[window.pageIsDark() ? "dark" : "light"];
    var layout = Object.assign({}, figure.layout);
    live.hidden = false;
    // A phone has no room beside the line for the words of the distance; the headline says them.
    if (live.clientWidth < 480) {
      layout.annotations = (layout.annotations || []).filter(function (one) { return one.name !== "gap"; });
    }
    return Plotly.react(live, figure.data, layout, config).then(function () {
      still.classList.add("replaced");
      holder.dataset.drawn = "yes";
    });
  }
  function load() {
    var bundle = document.createElement("script");
    bundle.src = script.dataset.plotly;
    bundle.onload = function () {
      draw();
      document.addEventListener("themechange", draw);
    };
    document.head.appendChild(bundle);
  }
  var seen = new IntersectionObserver(function (entries) {
    if (entries.some(function (entry) { return entry.isIntersecting; })) {
      seen.disconnect();
      load();
    }
  }, { rootMargin: "200px" });
  seen.observe(holder);
})();
