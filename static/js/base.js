// Loaded in the head: the theme must be known before the first paint; everything else waits for the document.
(function () {
  "use strict";
  const root = document.documentElement;
  root.classList.add("js");

  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  function applyTheme() {
    if (root.dataset.theme === "auto") {
      root.dataset.bsTheme = dark.matches ? "dark" : "light";
    }
  }
  applyTheme();
  dark.addEventListener("change", applyTheme);

  function takeFocus(scope) {
    const summary = scope.querySelector("[data-take-focus]");
    if (summary) summary.focus();
  }

  function focusTarget(event) {
    const link = event.target.closest(".error-summary a[href^='#']");
    const target = link && document.getElementById(link.hash.slice(1));
    if (!target) return;
    event.preventDefault();
    const label = target.labels && target.labels[0];
    (label || target).scrollIntoView({ block: "start" });
    target.focus({ preventScroll: true });
  }

  function toggle(event) {
    const button = event.target.closest("[data-toggle]");
    if (!button) return;
    const open = button.getAttribute("aria-expanded") !== "true";
    button.setAttribute("aria-expanded", String(open));
    document.getElementById(button.dataset.toggle).classList.toggle("is-open", open);
  }

  function closeMenus(except) {
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      if (menu !== except) menu.open = false;
    }
  }

  document.addEventListener("click", function (event) {
    if (!(event.target instanceof Element)) return;
    closeMenus(event.target.closest("details.menu"));
    toggle(event);
    focusTarget(event);
  });

  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") return;
    const menu = document.querySelector("details.menu[open]");
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });

  // A second press while the first is on its way would send the form twice. Not for files, which come without a new page.
  document.addEventListener("submit", function (event) {
    const form = event.target;
    if (form.method.toLowerCase() !== "post" || form.matches("[hx-post], [data-repeatable]")) return;
    if (form.dataset.sending === "yes") {
      event.preventDefault();
      return;
    }
    form.dataset.sending = "yes";
  });

  // The page may come back from the browser's history with the mark still on it.
  window.addEventListener("pageshow", function () {
    for (const form of document.querySelectorAll("form[data-sending]")) delete form.dataset.sending;
  });

  document.addEventListener("DOMContentLoaded", function () { takeFocus(document); });
  document.addEventListener("htmx:after:swap", function () { takeFocus(document); });
})();
