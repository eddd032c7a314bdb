// Select the table's text on focus, so that one key copies it.
(function () {
  "use strict";
  const box = document.querySelector("[data-select-all]");
  box.addEventListener("focus", function () { box.select(); });
  box.focus();
})();
