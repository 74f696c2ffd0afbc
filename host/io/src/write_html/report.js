"use strict";
(function () {
  var lit = [];
  function clear() {
    lit.forEach(function (element) { element.classList.remove("lit"); });
    lit = [];
  }
  function light(target) {
    clear();
    var element = target && target.closest ? target.closest("[data-p]") : null;
    if (!element) { return; }
    element.getAttribute("data-p").split(" ").forEach(function (id) {
      document.querySelectorAll('[data-p~="' + id + '"]').forEach(function (other) {
        other.classList.add("lit");
        lit.push(other);
      });
    });
  }
  ["pointerover", "focusin"].forEach(function (name) {
    document.addEventListener(name, function (event) { light(event.target); });
  });
  document.addEventListener("focusout", clear);
})();
