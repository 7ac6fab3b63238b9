// Others on the same article: the page asks every few seconds who is here and what changed, and shows it without a reload.
// It never touches what somebody types into, takes no focus, rests while the tab is hidden, and asks less often when
// nothing happens or the desk is in trouble.
"use strict";

(() => {
  const QUICK = 5_000;
  const CALM = 20_000;
  const TROUBLED = 120_000;
  const PATIENCE = 10_000;

  let pause = QUICK;
  let timer = null;
  let people = "";
  let isAsking = false;

  const desk = () => document.getElementById("desk");
  const token = () => JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];

  const plan = (milliseconds) => {
    clearTimeout(timer);
    timer = setTimeout(look, milliseconds);
  };

  const isInUse = (place) => {
    const selection = window.getSelection();
    const isSelected = !selection.isCollapsed && selection.rangeCount > 0 && selection.containsNode(place, true);
    return place.contains(document.activeElement) || isSelected;
  };

  // Says whether the part stands on the page now. What reads the same is left alone: it would be read out again.
  const put = (part) => {
    const place = document.getElementById(part.id);
    if (!place || place.innerHTML.trim() === part.innerHTML.trim()) return true;
    if (isInUse(place)) return false;
    const open = [...place.querySelectorAll("details")].map((one) => one.open);
    place.replaceChildren(...part.childNodes);
    [...place.querySelectorAll("details")].forEach((one, number) => { one.open = open[number] ?? one.open; });
    window.htmx.process(place);
    return true;
  };

  const take = (html, asked) => {
    const news = new DOMParser().parseFromString(html, "text/html").getElementById("news");
    if (!news || desk() !== asked) return; // another step came first: its page is newer
    const stands = [...news.querySelectorAll("[data-part]")].map(put).every(Boolean);
    people = news.dataset.people;
    if (stands) asked.dataset.events = news.dataset.events;
  };

  const look = async () => {
    const asked = desk();
    if (document.hidden || isAsking || !asked?.dataset.news) return;
    isAsking = true;
    const { claim = "", version = "", events = "" } = asked.dataset;
    try {
      const answer = await fetch(asked.dataset.news, {
        method: "POST",
        body: new URLSearchParams({ claim, version, events, people }),
        headers: { "X-CSRFToken": token() },
        redirect: "manual",
        signal: AbortSignal.timeout(PATIENCE),
      });
      // Signed out, or the article is not theirs any more: the next thing they do tells them, with their words kept.
      if (answer.type === "opaqueredirect" || [401, 403, 404].includes(answer.status)) return;
      if (answer.status === 200) take(await answer.text(), asked);
      if (answer.status === 200) pause = QUICK;
      else pause = answer.ok ? Math.min(pause * 1.3, CALM) : Math.min(pause * 2, TROUBLED);
    } catch {
      pause = Math.min(pause * 2, TROUBLED); // no network, or no answer in time: what matters is said when one saves
    } finally {
      isAsking = false;
    }
    plan(pause);
  };

  document.addEventListener("visibilitychange", () => {
    if (document.hidden) clearTimeout(timer);
    else plan(300);
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.target?.id !== "desk" && event.detail.elt?.id !== "desk") return;
    people = ""; // the new page does not show yet who is here
    pause = QUICK;
    plan(300);
  });
  plan(300);
})();
