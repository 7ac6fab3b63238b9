// Reviewing by keyboard, on top of a page that works without: keys, focus after a step, drafts, claims from a selection.
"use strict";

(() => {
  const byId = (id) => document.getElementById(id);
  const desk = () => byId("desk");
  const isTyping = (element) => element.matches("input:not([type=radio], [type=checkbox]), textarea, select");
  const isWide = () => window.matchMedia("(min-width: 62rem)").matches;

  // --- Where the eye and the focus go after a step ------------------------------------------------------------
  const isOutOfSight = (element) => {
    const box = element.getBoundingClientRect();
    return box.top < 0 || box.bottom > window.innerHeight;
  };

  const showStep = () => {
    const wrong = document.querySelector("#claim [aria-invalid=true]");
    const field = wrong?.matches("fieldset") ? wrong.querySelector("input") : wrong;
    const found = byId("evidence-found"); // what a search for evidence has found is what was asked for
    const heading = byId("claim-heading");
    if (found) {
      found.focus({ preventScroll: true });
      found.scrollIntoView({ block: "nearest" });
      return;
    }
    (field ?? heading)?.focus({ preventScroll: !field });
    if (!isWide()) {
      if (!field) byId("claim")?.scrollIntoView({ block: "start" });
      return;
    }
    const side = document.querySelector(".desk-side");
    if (side && !field) side.scrollTop = 0;
    showMark();
  };

  const showMark = () => {
    const mark = byId("chosen-mark");
    if (mark && isOutOfSight(mark)) mark.scrollIntoView({ block: "center" });
  };

  // A look whether the claims are there yet comes by itself: it must not take the focus from whoever reads.
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.target?.id !== "desk" && event.detail.elt?.id !== "desk") return;
    prepare();
    if (event.detail.requestConfig?.elt?.id !== "desk") showStep();
  });

  // --- What is refused --------------------------------------------------------------------------------------------
  // A refusal is a whole page: in the place of the desk it would take with it what was written there.
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.xhr.status === 403) event.detail.shouldSwap = false;
  });

  document.addEventListener("htmx:afterOnLoad", (event) => {
    if (event.detail.xhr.status !== 403) return;
    const page = new DOMParser().parseFromString(event.detail.xhr.responseText, "text/html");
    const sentence = document.createElement("p");
    sentence.textContent = page.querySelector("main .lede")?.textContent ?? byId("connection-words").dataset.failed;
    const notice = document.createElement("div");
    notice.className = "notice";
    notice.dataset.kind = "error";
    notice.append(sentence);
    byId("connection").replaceChildren(notice);
    byId("connection").dataset.kind = "refused"; // so that desk.js takes it away after the next answer
    notice.scrollIntoView({ block: "nearest" });
  });

  // --- Drafts -------------------------------------------------------------------------------------------------
  const PREFIX = "periksa-draft:";
  const storage = () => {
    try {
      return window.localStorage;
    } catch {
      return null; // a browser that keeps nothing: drafts are a convenience, the form itself is whole
    }
  };
  const draftForm = () => document.querySelector("form[data-draft]");
  const keyOf = (form) => PREFIX + form.dataset.draft;

  const keepDraft = (form) => {
    const draft = { reason: form.elements.reason.value, answer: form.elements.answer.value };
    if (draft.reason.trim()) storage()?.setItem(keyOf(form), JSON.stringify(draft));
    else storage()?.removeItem(keyOf(form));
  };

  const forgetSavedDraft = () => {
    const saved = desk()?.dataset.saved;
    if (saved) storage()?.removeItem(PREFIX + saved);
  };

  const restoreDraft = () => {
    const form = draftForm();
    const stored = form && storage()?.getItem(keyOf(form));
    if (!stored) return;
    const draft = JSON.parse(stored);
    form.elements.reason.value = draft.reason;
    if (draft.answer && !form.elements.answer.value) form.elements.answer.value = draft.answer;
  };

  const draftEvent = (event) => {
    const form = event.target.form;
    if (form?.matches("[data-draft]")) keepDraft(form);
  };
  document.addEventListener("input", draftEvent);
  document.addEventListener("change", draftEvent);

  // --- A label and the answer that it means ------------------------------------------------------------------
  // Choosing one chooses its answer; another answer leaves it behind.
  document.addEventListener("change", (event) => {
    const form = event.target.form;
    if (!form?.matches("[data-draft]") || !form.elements.label) return;
    const label = form.elements.label;
    const means = label.selectedOptions[0]?.dataset.answer;
    if (event.target === label && means) form.elements.answer.value = means;
    if (event.target.name === "answer" && means && means !== event.target.value) label.value = "";
  });

  // --- Keys ---------------------------------------------------------------------------------------------------
  const follow = (id) => byId(id)?.click();

  const chooseAnswer = (number) => {
    const radio = draftForm()?.querySelectorAll("input[name=answer]")[number - 1];
    if (!radio) return;
    radio.checked = true;
    radio.dispatchEvent(new Event("change", { bubbles: true }));
    byId("id_reason").focus();
  };

  // Said, not said, unclear, and round again.
  const turnSaid = () => {
    const radios = [...(draftForm()?.querySelectorAll("input[name=said]") ?? [])];
    if (!radios.length) return;
    const next = radios[(radios.findIndex((radio) => radio.checked) + 1) % radios.length];
    next.checked = true;
    next.dispatchEvent(new Event("change", { bubbles: true }));
    byId("announcement").textContent = next.closest("label").textContent.trim();
  };

  const openEvidence = () => {
    const rows = [...document.querySelectorAll(".evidence-row")];
    const row = rows.find((one) => !one.querySelector("input").value) ?? rows.at(-1);
    if (!row) return;
    row.open = true;
    row.querySelector("input").focus();
  };

  const KEYS = {
    j: () => follow("next-claim"),
    k: () => follow("previous-claim"),
    n: () => follow("next-open-claim"),
    1: () => chooseAnswer(1),
    2: () => chooseAnswer(2),
    3: () => chooseAnswer(3),
    4: () => chooseAnswer(4),
    y: () => follow("confirm-link"),
    x: () => follow("reject-link"),
    l: () => follow("draw-link"),
    s: turnSaid,
    w: () => byId("id_label")?.focus(),
    e: openEvidence,
    "?": () => showKeys(),
  };

  // A single letter can be spoken or pressed by mistake: who is bothered by that switches them off.
  const keysAreOff = () => storage()?.getItem("periksa-keys") === "off";

  const showKeys = () => {
    byId("keys-switch").checked = !keysAreOff();
    byId("keys").showModal();
  };

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || byId("keys")?.open) return;
    const form = event.target.closest?.("#claim form");
    const save = form?.querySelector(".save");
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && save) {
      event.preventDefault();
      form.requestSubmit(save);
      return;
    }
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === "Escape" && isTyping(event.target)) {
      byId("claim-heading")?.focus({ preventScroll: true });
      return;
    }
    if (isTyping(event.target) || keysAreOff() || !Object.hasOwn(KEYS, event.key)) return;
    event.preventDefault();
    KEYS[event.key]();
  });

  document.addEventListener("change", (event) => {
    if (event.target.id === "keys-switch") storage()?.setItem("periksa-keys", event.target.checked ? "on" : "off");
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-shows-keys]")) showKeys();
  });

  // --- A claim from selected words ----------------------------------------------------------------------------
  const LONGEST = 4000;

  // The words of a stretch of the text without the signs that stand between them.
  const wordsOf = (range) => {
    const copy = range.cloneContents();
    for (const aside of copy.querySelectorAll("[data-aside]")) aside.remove();
    const paragraphs = [...copy.querySelectorAll("p")];
    return paragraphs.length ? paragraphs.map((one) => one.textContent).join("\n\n") : copy.textContent;
  };

  // Where a selection begins, in code points of the article's text.
  const placeOf = (range) => {
    const node = range.startContainer;
    const paragraph = (node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement).closest("p[data-start]");
    if (!paragraph) return 0;
    const before = document.createRange();
    before.selectNodeContents(paragraph);
    before.setEnd(range.startContainer, range.startOffset);
    return Number(paragraph.dataset.start) + [...wordsOf(before)].length;
  };

  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button-small selection-add";
  button.hidden = true;

  const selectedRange = () => {
    const selection = window.getSelection();
    const text = byId("article-text");
    if (!text?.dataset.add || !selection.rangeCount || selection.isCollapsed) return null;
    const range = selection.getRangeAt(0);
    return text.contains(range.startContainer) && text.contains(range.endContainer) ? range : null;
  };

  const offerToAdd = () => {
    const range = selectedRange();
    const length = range ? wordsOf(range).trim().length : 0;
    button.hidden = !length || length > LONGEST;
    if (button.hidden) return;
    const text = byId("article-text");
    const box = range.getBoundingClientRect();
    const frame = text.getBoundingClientRect();
    button.textContent = text.dataset.addWord;
    text.append(button);
    button.style.insetBlockStart = `${box.bottom - frame.top + 6}px`;
    button.style.insetInlineStart = `${Math.min(Math.max(0, box.left - frame.left), frame.width - button.offsetWidth)}px`;
  };

  button.addEventListener("pointerdown", (event) => event.preventDefault()); // a press must not end the selection
  button.addEventListener("click", () => {
    const range = selectedRange();
    if (!range) return;
    const query = new URLSearchParams({ quotation: wordsOf(range).trim(), near: placeOf(range) });
    button.hidden = true;
    window.htmx.ajax("GET", `${byId("article-text").dataset.add}?${query}`, { target: "#desk", swap: "outerHTML show:none" });
  });
  document.addEventListener("selectionchange", () => window.requestAnimationFrame(offerToAdd));

  // What every desk needs when it comes, with the page or after it.
  const prepare = () => {
    forgetSavedDraft();
    restoreDraft();
    for (const one of document.querySelectorAll("[data-shows-keys]")) one.hidden = false;
  };

  document.addEventListener("htmx:historyRestore", prepare);
  prepare();
  if (isWide() && new URLSearchParams(window.location.search).has("claim")) showMark();
})();
