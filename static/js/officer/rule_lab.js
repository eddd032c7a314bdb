// A run that one request could not finish goes on by itself; without this there is a button.
(function () {
  "use strict";
  window.setTimeout(function () { document.getElementById("go-on").requestSubmit(); }, 200);
})();
