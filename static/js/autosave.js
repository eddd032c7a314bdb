// What is typed goes to the server as it is typed. Until the server has said so it also stays in this browser, under a
// name that says neither whose it is nor of what.
(function () {
  "use strict";
  const WAIT = 800;
  const SHORTEST_PAUSE = 2000;
  const LONGEST_PAUSE = 60000;
  const LARGEST_LAST_WORD = 60000; // browsers let a page that is closing send no more than 64 KB
  const PREFIX = "typed:";
  const UNTYPED = new Set(["hidden", "submit", "button", "reset", "image", "file", "password", "fieldset", "output"]);

  const store = {
    read(mark) {
      try { return JSON.parse(localStorage.getItem(PREFIX + mark)) || {}; } catch { return {}; }
    },
    write(mark, fields) {
      try {
        if (Object.keys(fields).length) localStorage.setItem(PREFIX + mark, JSON.stringify(fields));
        else localStorage.removeItem(PREFIX + mark);
      } catch { /* full, or not allowed here: the server alone keeps it */ }
    },
  };

  // The server names the form that it has just taken; what this browser still holds of it is saved.
  function forgetDone() {
    const found = /(?:^|; )typed_done=(\w+)/.exec(document.cookie);
    if (!found) return;
    store.write(found[1], {});
    document.cookie = "typed_done=; path=/; max-age=0";
  }

  const isTick = (control) => control.type === "checkbox" || control.type === "radio";

  function valuesOf(controls) {
    return controls.flatMap((control) => {
      if (isTick(control)) return control.checked ? [control.value] : [];
      if (control.multiple) return Array.from(control.selectedOptions, (option) => option.value);
      return [control.value];
    });
  }

  function drawnValuesOf(controls) {
    return controls.flatMap((control) => {
      if (isTick(control)) return control.defaultChecked ? [control.value] : [];
      if (!control.options) return [control.defaultValue];
      const chosen = Array.from(control.options).filter((option) => option.defaultSelected);
      if (control.multiple) return chosen.map((option) => option.value);
      return control.options.length ? [(chosen.pop() || control.options[0]).value] : [];
    });
  }

  function put(controls, values) {
    let next = 0;
    for (const control of controls) {
      if (isTick(control)) control.checked = values.includes(control.value);
      else if (control.multiple) for (const option of control.options) option.selected = values.includes(option.value);
      else control.value = values[next++] || "";
    }
  }

  function wordsOf(controls, values) {
    const labels = {};
    for (const control of controls) {
      if (isTick(control) && control.labels[0]) labels[control.value] = control.labels[0].textContent.trim();
      for (const option of control.options || []) labels[option.value] = option.textContent.trim();
    }
    return values.map((value) => labels[value] || value).filter(Boolean).join("、") || "–";
  }

  const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

  class Keeper {
    constructor(form) {
      this.form = form;
      this.mark = form.dataset.mark;
      this.bar = form.querySelector(".autosave");
      this.pause = 0;
      this.timer = 0;
      this.sending = null;
      this.isSubmitting = false;
      this.refused = new Set();
      this.pending = this.foundUnsaved();
      form.addEventListener("input", (event) => this.typed(event.target));
      form.addEventListener("change", (event) => this.typed(event.target));
      form.addEventListener("click", (event) => this.take(event.target.closest("[data-take]")));
      form.addEventListener("submit", (event) => this.submitted(event), true);
      if (Object.keys(this.pending).length) this.send();
    }

    get seal() { return this.form.elements.namedItem("typed_seal").value; }

    controls(name) {
      return Array.from(this.form.elements).filter((one) => one.name === name && !UNTYPED.has(one.type));
    }

    names() {
      const typed = Array.from(this.form.elements).filter((one) => one.name && !UNTYPED.has(one.type));
      return new Set(typed.map((one) => one.name));
    }

    // What this browser kept because the server did not have it, and what the browser itself put back.
    foundUnsaved() {
      const kept = store.read(this.mark);
      for (const name of this.names()) {
        const controls = this.controls(name);
        if (kept[name]) put(controls, kept[name]);
        else if (!same(valuesOf(controls), drawnValuesOf(controls))) kept[name] = valuesOf(controls);
      }
      return kept;
    }

    typed(control) {
      if (!control.name || UNTYPED.has(control.type)) return;
      const values = valuesOf(this.controls(control.name));
      this.isSubmitting = false;
      this.refused.delete(control.name);
      if (same(values, this.pending[control.name])) return;
      this.pending[control.name] = values;
      store.write(this.mark, this.pending);
      this.later(WAIT);
    }

    later(pause) {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.send(), pause);
    }

    waiting() {
      const names = Object.keys(this.pending).filter((name) => !this.refused.has(name));
      return Object.fromEntries(names.map((name) => [name, this.pending[name]]));
    }

    // `asks`: also when nothing is waiting, for what colleagues have typed.
    send(asks = false) {
      clearTimeout(this.timer);
      const fields = this.waiting();
      if (this.sending || this.isSubmitting || (!asks && !Object.keys(fields).length)) return this.sending;
      if (Object.keys(fields).length) this.say("saving");
      this.sending = this.exchange(fields).finally(() => { this.sending = null; });
      return this.sending;
    }

    async exchange(fields) {
      const body = JSON.stringify({ form: this.seal, fields });
      let answer;
      let content;
      try {
        answer = await fetch(this.form.dataset.autosave, {
          method: "POST",
          headers: { "Content-Type": "application/json" },
          body,
          redirect: "manual",
          keepalive: body.length * 3 < LARGEST_LAST_WORD,
        });
        content = answer.status < 500 ? await answer.json() : null;
      } catch {
        content = null;
      }
      if (!Object.keys(fields).length && !(answer && answer.ok && content)) return;
      if (!content) return this.tryAgain();
      if (answer.status === 401) return this.say("expired");
      return answer.ok ? this.acknowledged(fields, content) : this.refuse(fields, content);
    }

    tryAgain() {
      this.say("offline");
      this.pause = Math.min(Math.max(SHORTEST_PAUSE, this.pause * 2), LONGEST_PAUSE);
      this.later(this.pause);
    }

    acknowledged(fields, content) {
      for (const name of Object.keys(fields)) {
        if (same(this.pending[name], fields[name])) delete this.pending[name];
      }
      store.write(this.mark, this.pending);
      this.pause = 0;
      for (const field of document.querySelectorAll("input[name='csrf_token']")) field.value = content.token;
      this.showOthers(content.others);
      if (Object.keys(fields).length) this.say("saved", { "{time}": content.saved });
      if (Object.keys(this.waiting()).length) this.later(WAIT);
    }

    // One field that cannot be kept does not keep the others from being kept.
    refuse(fields, content) {
      const isOne = content.field && content.field in fields;
      for (const name of isOne ? [content.field] : Object.keys(fields)) this.refused.add(name);
      this.say("refused", {}, content.error);
      if (isOne && Object.keys(this.waiting()).length) this.later(WAIT);
    }

    say(word, replaced = {}, more = "") {
      const line = this.bar.querySelector("p");
      if (word === "saving" && line.textContent) return; // nobody needs to hear it every second
      let sentence = line.dataset[word];
      for (const [slot, value] of Object.entries(replaced)) sentence = sentence.replace(slot, value);
      sentence += more;
      this.bar.hidden = false;
      this.bar.dataset.state = word;
      this.bar.querySelector("a").hidden = word !== "expired";
      if (line.textContent !== sentence) line.textContent = sentence;
    }

    showOthers(others) {
      for (const shown of this.form.querySelectorAll(".field-typed[data-live]")) shown.remove();
      for (const { field, says, values } of others) {
        const controls = this.controls(field);
        if (!controls.length || same(values, valuesOf(controls))) continue;
        const place = controls[0].closest(".field");
        const drawn = place ? Array.from(place.querySelectorAll(".typed-take")) : [];
        if (!place || drawn.some((button) => same(JSON.parse(button.dataset.take), values))) continue;
        place.insertBefore(this.offer(field, says, values, controls), place.querySelector(":scope > .field-box, :scope > .form-check"));
      }
    }

    offer(field, says, values, controls) {
      const box = document.createElement("div");
      box.className = "field-typed";
      box.dataset.live = "";
      box.append(this.form.querySelector("template").content.cloneNode(true));
      box.querySelector("span").textContent = says;
      box.querySelector("q").textContent = wordsOf(controls, values);
      const button = box.querySelector("button");
      button.dataset.for = field;
      button.dataset.take = JSON.stringify(values);
      return box;
    }

    take(button) {
      if (!button) return;
      const controls = this.controls(button.dataset.for);
      put(controls, JSON.parse(button.dataset.take));
      controls[0].dispatchEvent(new Event("input", { bubbles: true }));
      controls[0].focus();
    }

    // A save that is still on its way would bring back what the form has just saved: wait for it first.
    submitted(event) {
      clearTimeout(this.timer);
      if (!this.sending) {
        this.isSubmitting = true;
        return;
      }
      event.preventDefault();
      event.stopImmediatePropagation();
      const submitter = event.submitter;
      const enough = new Promise((resolve) => { setTimeout(resolve, SHORTEST_PAUSE); });
      Promise.race([this.sending, enough]).then(() => {
        this.sending = null;
        this.form.requestSubmit(submitter);
      });
    }
  }

  document.addEventListener("DOMContentLoaded", function () {
    forgetDone();
    const keepers = new Map();
    const attach = () => {
      for (const form of document.querySelectorAll("form[data-autosave]")) {
        if (!keepers.has(form)) keepers.set(form, new Keeper(form));
      }
    };
    const sendAll = (asks) => keepers.forEach((keeper) => keeper.send(asks));
    attach();
    document.addEventListener("htmx:after:swap", attach);
    window.addEventListener("online", () => sendAll(false));
    window.addEventListener("pagehide", () => sendAll(false));
    window.addEventListener("pageshow", (event) => {
      if (event.persisted) keepers.forEach((keeper) => { keeper.isSubmitting = false; });
    });
    document.addEventListener("visibilitychange", () => sendAll(document.visibilityState === "visible"));
  });
})();
