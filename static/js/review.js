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
  const TYPED = "input:not([type=hidden], [type=file])";
  const draftForm = () => document.querySelector("form[data-draft]");
  const keyOf = (form) => PREFIX + form.dataset.draft;

  // What a person writes or chooses; the hidden values are the page's own.
  const valuesOf = (form) => {
    const names = [...form.elements].filter((one) => one.name && !["hidden", "file", "submit"].includes(one.type));
    const valueOf = (one) => (one.type === "checkbox" ? (one.checked ? one.value : "") : form.elements[one.name].value);
    return Object.fromEntries(names.map((one) => [one.name, valueOf(one)]));
  };
  const isWritten = (values) => Object.entries(values).some(
    ([name, value]) => (name === "reason" || /-(url|title|excerpt)$/.test(name)) && value.trim());

  const keepDraft = (form, waits = false) => {
    const values = valuesOf(form);
    if (waits || isWritten(values)) storage()?.setItem(keyOf(form), JSON.stringify(values));
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
    const isNews = JSON.stringify(valuesOf(form)) !== stored;
    for (const [name, value] of Object.entries(JSON.parse(stored))) {
      const control = form.elements[name];
      if (!value || !control) continue;
      if (control.type === "checkbox") control.checked = true;
      else control.value = value;
    }
    for (const row of form.querySelectorAll(".evidence-row")) row.open ||= Boolean(row.querySelector(TYPED)?.value);
    byId("draft-note").hidden = !isNews;
  };

  // --- A verdict that could not be sent -----------------------------------------------------------------------
  // It is sent again, with the key that it had: a verdict that did arrive is not made twice.
  const FIRST_WAIT = 4_000;
  const LONGEST_WAIT = 60_000;
  let waiting = null;

  const sendAgain = () => {
    if (!waiting?.form.isConnected) waiting = null;
    if (!waiting) return;
    window.clearTimeout(waiting.timer);
    waiting.form.requestSubmit(waiting.form.querySelector(".save"));
  };

  const letWait = (event) => {
    const form = event.detail.elt;
    if (!form.matches?.("form[data-draft]")) return;
    const pause = Math.min(waiting?.form === form ? waiting.pause * 2 : FIRST_WAIT, LONGEST_WAIT);
    window.clearTimeout(waiting?.timer);
    waiting = { form, pause, timer: window.setTimeout(sendAgain, pause) };
    keepDraft(form, true);
    byId("waiting-note").hidden = false;
  };
  document.addEventListener("htmx:sendError", letWait);
  document.addEventListener("htmx:timeout", letWait);
  window.addEventListener("online", sendAgain);

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

  // One key decides, saves and shows the next claim, unless a reason is missing or the person wants it otherwise.
  const chooseAnswer = (number) => {
    const form = draftForm();
    const radio = form?.querySelectorAll("input[name=answer]")[number - 1];
    const save = form?.querySelector(".save");
    if (!radio || save.disabled) return; // this claim's verdict is on its way: the key is not meant for it
    radio.checked = true;
    radio.dispatchEvent(new Event("change", { bubbles: true }));
    const reason = form.elements.reason;
    const isMissing = form.dataset.reasons.split(" ").includes(radio.value) && !reason.value.trim();
    // The reason of an earlier verdict is none for another answer until somebody has looked at it.
    const isOfAnother = reason.value.trim() && reason.value === reason.defaultValue && !radio.defaultChecked;
    if (byId("keys").dataset.atOnce === "yes" && !isMissing && !isOfAnother) form.requestSubmit(save);
    else byId("id_reason").focus();
  };

  const showInText = () => {
    const link = document.querySelector("#chosen-mark a");
    const target = byId("article-text").contains(document.activeElement) ? byId("claim-heading") : link;
    target?.focus({ preventScroll: true });
    target?.scrollIntoView({ block: "center" });
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
    const row = rows.find((one) => !one.querySelector(TYPED)?.value) ?? rows.at(-1);
    if (!row) return;
    row.open = true;
    row.querySelector(TYPED).focus();
  };

  const openComments = () => {
    const place = byId("comments");
    if (!place) return;
    place.open = true;
    byId("comment-words")?.focus();
  };

  const askEditor = () => {
    openComments();
    const box = byId("comment-to-editor");
    if (box) box.checked = true;
  };

  const COMMANDS = {
    next: () => follow("next-claim"),
    previous: () => follow("previous-claim"),
    next_open: () => follow("next-open-claim"),
    answer_1: () => chooseAnswer(1),
    answer_2: () => chooseAnswer(2),
    answer_3: () => chooseAnswer(3),
    answer_4: () => chooseAnswer(4),
    said: turnSaid,
    label: () => byId("id_label")?.focus(),
    reason: () => byId("id_reason")?.focus(),
    evidence: openEvidence,
    undo: () => follow("undo-verdict"),
    text: showInText,
    confirm_link: () => follow("confirm-link"),
    reject_link: () => follow("reject-link"),
    draw_link: () => follow("draw-link"),
    comment: openComments,
    flag: askEditor,
    help: () => showKeys(),
  };
  const ONCE = /^(answer_|undo|said|confirm_|reject_)/; // not again while the key is held down

  const choices = JSON.parse(byId("key-choices").textContent);
  const COMMAND_OF = new Map(Object.entries(choices).map(([command, key]) => [key, command]));

  // A single letter can be spoken or pressed by mistake: who is bothered by that switches them off.
  const keysAreOff = () => storage()?.getItem("periksa-keys") === "off";

  const showKeys = () => {
    byId("keys-switch").checked = !keysAreOff();
    byId("keys").showModal();
  };

  document.addEventListener("keydown", (event) => {
    // 229 is what a browser says of a key that an input method keeps to itself.
    if (event.defaultPrevented || event.isComposing || event.keyCode === 229 || byId("keys")?.open) return;
    const form = event.target.closest?.("#claim form");
    const save = form?.querySelector(".save");
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && save) {
      event.preventDefault();
      form.requestSubmit(save);
      return;
    }
    // With Shift a digit is another sign, so that its place on the keyboard counts. Neither browsers nor screen readers
    // use these; Alt with a digit changes tabs, Ctrl alone too.
    if (event.ctrlKey && event.shiftKey && !event.altKey && /^Digit[1-4]$/.test(event.code)) {
      event.preventDefault();
      if (!event.repeat) chooseAnswer(Number(event.code.at(-1)));
      return;
    }
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === "Escape" && isTyping(event.target)) {
      byId("claim-heading")?.focus({ preventScroll: true });
      return;
    }
    const command = COMMAND_OF.get(event.key.length === 1 ? event.key.toLowerCase() : event.key);
    if (isTyping(event.target) || keysAreOff() || !command) return;
    event.preventDefault();
    if (!event.repeat || !ONCE.test(command)) COMMANDS[command]();
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
  // A step that came as a whole page, because it was sent before htmx was there, leaves the focus where a step leaves it.
  if (window.location.hash === "#claim") byId("claim-heading")?.focus({ preventScroll: true });
  if (isWide() && new URLSearchParams(window.location.search).has("claim")) showMark();
})();
