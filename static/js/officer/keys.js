// Keys for who works through the queue: j and k walk its rows, a letter follows the link that carries it, Ctrl+Enter
// sends the form that is being filled. Letters do nothing while something is typed, nor once they are switched off.
(function () {
  "use strict";
  const STORE = "keys-off";

  function isOff() {
    try { return window.localStorage.getItem(STORE) === "1"; } catch (refused) { return false; }
  }

  function isTyping(target) {
    return target.closest("input, select, textarea, [contenteditable]") !== null;
  }

  function walk(step) {
    const links = [...document.querySelectorAll("[data-walk] th a")];
    if (links.length === 0) return;
    const row = document.activeElement.closest("[data-walk] tr");
    const here = links.findIndex(function (link) { return row && row.contains(link); });
    const next = here < 0 ? 0 : Math.min(Math.max(here + step, 0), links.length - 1);
    links[next].focus();
    links[next].scrollIntoView({ block: "nearest" });
  }

  function send(event) {
    const form = event.target.closest("main form[method='post']");
    if (!form) return;
    event.preventDefault();
    const button = form.querySelector("button[type='submit']");
    if (button && !button.disabled) button.click();
  }

  document.addEventListener("keydown", function (event) {
    if (event.key === "Enter" && event.ctrlKey) return send(event);
    if (event.ctrlKey || event.altKey || event.metaKey || event.repeat || isTyping(event.target) || isOff()) return;
    if (event.key === "j" || event.key === "k") {
      if (document.querySelector("[data-walk]")) event.preventDefault();
      return walk(event.key === "j" ? 1 : -1);
    }
    const link = /^[a-z]$/.test(event.key) ? document.querySelector(`a[data-key="${event.key}"]`) : null;
    if (link) link.click();
  });

  const turn = document.querySelector("[data-keys-switch]");
  if (!turn) return;
  function say() { turn.textContent = isOff() ? turn.dataset.on : turn.dataset.off; }
  turn.addEventListener("click", function () {
    try { window.localStorage.setItem(STORE, isOff() ? "0" : "1"); } catch (refused) { return; }
    say();
  });
  say();
  turn.hidden = false;
})();
