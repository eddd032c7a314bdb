// A file on its way with a bar of how far it is. Without this the form is sent as any other.
(function () {
  "use strict";

  function start() {
    const form = document.getElementById("upload");
    if (!form || !window.XMLHttpRequest || !window.FormData) return;
    const box = form.querySelector(".upload-progress");
    const bar = box.querySelector("progress");
    const words = box.querySelector("[role=status]");

    function say(text) {
      if (words.textContent !== text) words.textContent = text;
    }

    function failed() {
      say(words.dataset.failed);
      delete form.dataset.sending;
    }

    form.addEventListener("submit", function (event) {
      if (event.defaultPrevented) return;
      event.preventDefault();
      const request = new XMLHttpRequest();
      request.open("POST", form.action);
      request.upload.addEventListener("progress", function (progress) {
        if (!progress.lengthComputable) return;
        const percent = Math.floor(100 * progress.loaded / progress.total);
        bar.value = percent;
        // said in steps, so that a screen reader is not flooded
        say(percent < 100 ? words.dataset.sending.replace("{percent}", String(percent - percent % 10)) : words.dataset.checking);
      });
      request.addEventListener("load", function () {
        // the answer is a page: the list after a redirect, or the form with what was refused
        if (!(request.getResponseHeader("Content-Type") || "").startsWith("text/html")) return failed();
        const page = new DOMParser().parseFromString(request.responseText, "text/html");
        window.history.replaceState(null, "", request.responseURL);
        document.title = page.title;
        document.body.replaceWith(document.adoptNode(page.body));
        start();
        const first = document.querySelector("[data-take-focus]") || document.getElementById("main");
        first.focus();
      });
      request.addEventListener("error", failed);
      request.addEventListener("abort", failed);
      box.hidden = false;
      request.send(new FormData(form));
    });
  }

  document.addEventListener("DOMContentLoaded", start);
})();
