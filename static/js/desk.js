// What a page gains on top of working without it: words when an answer does not come, "choose all" in a list, and the
// key / to search.
// Nothing that a decision needs is here.
"use strict";

(() => {
  const say = (kind) => {
    const place = document.getElementById("connection");
    const words = document.getElementById("connection-words");
    if (!place || !words || place.dataset.kind === (kind ?? "")) return;
    place.dataset.kind = kind ?? "";
    place.replaceChildren();
    if (!kind) return;
    const notice = document.createElement("div");
    notice.className = "notice";
    notice.dataset.kind = "error";
    const sentence = document.createElement("p");
    sentence.textContent = words.dataset[kind];
    notice.append(sentence);
    place.append(notice);
  };

  document.addEventListener("htmx:sendError", () => say("offline"));
  document.addEventListener("htmx:timeout", () => say("offline"));
  document.addEventListener("htmx:responseError", (event) => say(event.detail.xhr.status === 404 ? "gone" : "failed"));
  document.addEventListener("htmx:afterOnLoad", () => say(null));
  window.addEventListener("offline", () => say("offline"));
  window.addEventListener("online", () => say(null));

  // A box with data-check-all="NAME" ticks the boxes of that name in its form; and the form shows how many are ticked.
  const boxesOf = (all) => [...all.form.elements].filter((box) => box.name === all.dataset.checkAll);
  const count = (all) => {
    const boxes = boxesOf(all);
    const ticked = boxes.filter((box) => box.checked).length;
    all.checked = ticked > 0 && ticked === boxes.length;
    all.indeterminate = ticked > 0 && ticked < boxes.length;
    for (const place of all.form.querySelectorAll("[data-ticked]")) place.textContent = ticked || "";
  };
  const prepare = () => {
    for (const all of document.querySelectorAll("[data-check-all]")) {
      all.closest("label").hidden = false;
      count(all);
    }
  };
  document.addEventListener("change", (event) => {
    const box = event.target;
    if (box.matches("[data-check-all]")) for (const other of boxesOf(box)) other.checked = box.checked;
    const all = box.form?.querySelector("[data-check-all]");
    if (all) count(all);
  });
  document.addEventListener("htmx:load", prepare);
  prepare();

  // The key / leads to the search, as on so many pages; not while somebody types, or has switched single keys off.
  document.addEventListener("keydown", (event) => {
    const isTyping = event.target.matches?.("input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]");
    const isPlain = !event.ctrlKey && !event.altKey && !event.metaKey && !event.isComposing && !event.defaultPrevented;
    const link = document.getElementById("to-search");
    let isOff = false;
    try {
      isOff = localStorage.getItem("periksa-keys") === "off";
    } catch { /* a browser that keeps nothing has nothing switched off */ }
    if (isOff || event.key !== "/" || isTyping || !isPlain || !link || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    const field = document.querySelector(".find-form input[type=search]");
    if (field) field.focus();
    else link.click();
  });
})();
