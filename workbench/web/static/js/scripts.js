// The scripts page: its forms are sent from here, and the passage that comes back takes the place of the old one, so
// that one goes from place to place by key. Without this script the same forms lead back to their passage.

import { get, message, post } from "./http.js";
import { bind } from "./keys.js";

const MOST_OPTIONS = 9;
// Beyond the last place of a page lie the other pages.
const NEXT = ".pages [rel=next]";
const PREVIOUS = ".pages [rel=prev]";
const list = document.getElementById("scripts");
const words = JSON.parse(document.getElementById("messages")?.textContent ?? "{}");
let here = null; // the place that the keys are about

// --- where the reader is ------------------------------------------------------------------------------------------

function stops() {
  const found = [...list.querySelectorAll("[data-stop]")];
  return found.length > 0 ? found : [...list.querySelectorAll(".script")];
}

function go(stop) {
  if (!stop) return;
  stop.focus({ preventScroll: true });
  stop.scrollIntoView({ block: "nearest" });
  show(stop);
}

// A place is shown in both texts.
function show(stop) {
  here = stop;
  for (const mark of list.querySelectorAll(".stretch--here")) mark.classList.remove("stretch--here");
  const place = stop?.closest("[data-place]")?.dataset.place;
  if (place === undefined) return;
  for (const mark of stop.closest(".script").querySelectorAll(`mark[data-place="${place}"]`)) {
    mark.classList.add("stretch--here");
  }
}

function current() {
  const focused = document.activeElement?.closest?.("[data-stop], .script");
  if (focused && list.contains(focused)) return focused;
  return here && list.contains(here) ? here : null;
}

function move(by) {
  const all = stops();
  const at = all.indexOf(current()?.closest("[data-stop]") ?? current());
  if (at >= 0) return all[at + by] ? go(all[at + by]) : document.querySelector(by > 0 ? NEXT : PREVIOUS)?.focus();
  const row = current();
  if (!row) return go(by > 0 ? all[0] : all.at(-1));
  // From a passage that has no place of its own, to the nearest in that direction.
  const beyond = by > 0 ? Node.DOCUMENT_POSITION_FOLLOWING : Node.DOCUMENT_POSITION_PRECEDING;
  const rest = all.filter((stop) => row.compareDocumentPosition(stop) & beyond);
  return go(by > 0 ? rest[0] : rest.at(-1));
}

function row() {
  return (current() ?? stops()[0])?.closest(".script") ?? null;
}

// --- decide -------------------------------------------------------------------------------------------------------

async function send(form, button) {
  const article = form.closest(".script");
  // A second click finds the first one still under way.
  if (article.getAttribute("aria-busy") === "true") return;
  const fields = new FormData(form, button);
  article.setAttribute("aria-busy", "true");
  const at = Math.max(0, stops().findIndex((stop) => stop === current() || article.contains(stop)));
  const result = await post(form.action, fields);
  article.removeAttribute("aria-busy");
  say(result.ok ? "" : problem(result));
  if (!("row" in result.data)) return;
  const typed = result.ok ? null : form.elements.text?.value;
  const fresh = replace(article, result.data);
  if (typed !== null && typed !== undefined) keepTyped(fresh, typed);
  else goOn(at, fresh);
}

function replace(article, data) {
  const head = document.getElementById("scripts-head");
  if (data.head) head.replaceWith(piece(data.head));
  const fresh = piece(data.row);
  article.replaceWith(fresh);
  return fresh;
}

// What was typed on an older text stays in the text area, above the present one.
function keepTyped(fresh, typed) {
  const details = fresh.querySelector("[data-rewrite]");
  details.open = true;
  details.querySelector("textarea").value = typed;
  details.querySelector("textarea").focus();
}

function goOn(at, fresh) {
  const left = [...list.querySelectorAll("[data-stop]")];
  announce(left.length > 0 ? words.settled : words.allDone);
  go(left[Math.min(at, left.length - 1)] ?? fresh);
}

function problem(result) {
  if (result.status === 0) return words.offline;
  if (result.status === 401) return words.signedOut;
  return message(result) || words.failed;
}

function choose(number) {
  current()?.closest("[data-place]")?.querySelector(`[data-option="${number}"]`)?.click();
}

function open(selector) {
  const scope = selector === "[data-everywhere]" ? current()?.closest("[data-place]") : row();
  const details = scope?.querySelector(selector);
  if (!details) return;
  details.open = true;
  details.querySelector("textarea, input:not([type=hidden])").focus();
}

function approve() {
  row()?.querySelector("[data-approve] button")?.click();
}

function sendText(event) {
  event.target.closest("[data-rewrite] form")?.requestSubmit();
}

function leave(event) {
  const details = event.target.closest("details.more");
  if (!details || !list.contains(details)) return;
  details.open = false;
  details.querySelector("summary").focus();
}

// A long text is judged in several steps; each tells how far it got.
async function count() {
  for (;;) {
    const address = document.getElementById("scripts-head").dataset.counting;
    if (!address) return;
    const result = await get(address);
    if (!result.ok) return;
    const head = document.getElementById("scripts-head");
    head.querySelector("[data-show=open] .number").textContent = result.data.open;
    if (result.data.counted) delete head.dataset.counting;
  }
}

// --- small things -------------------------------------------------------------------------------------------------

function piece(html) {
  const template = document.createElement("template");
  template.innerHTML = html.trim();
  return template.content.firstElementChild;
}

function say(text) {
  document.getElementById("problem").textContent = text;
}

function announce(text) {
  document.getElementById("said").textContent = text;
}

function begin() {
  list.addEventListener("submit", (event) => {
    if (!("step" in event.target.dataset)) return;
    event.preventDefault();
    send(event.target, event.submitter);
  });
  list.addEventListener("focusin", ({ target }) => show(target.closest("[data-stop]") ?? target.closest(".script")));
  list.addEventListener("click", ({ target }) => {
    const mark = target.closest("mark[data-place]");
    if (mark) go(mark.closest(".script").querySelector(`li[data-place="${mark.dataset.place}"]`));
  });
  bind({
    j: { label: words.next, run: () => move(1), repeat: true },
    k: { label: words.previous, run: () => move(-1), repeat: true },
    e: { label: words.write, run: () => open("[data-rewrite]") },
    w: { label: words.everywhere, run: () => open("[data-everywhere]") },
    a: { label: words.approve, run: approve },
    "Ctrl+Enter": { run: sendText, inText: true },
    Escape: { label: words.leave, run: leave, inText: true },
  });
  for (let number = 1; number <= MOST_OPTIONS; number += 1) {
    const label = number === 1 ? words.choose : undefined;
    bind({ [number]: { label, shown: `1…${MOST_OPTIONS}`, run: () => choose(number) } });
  }
  count();
}

if (list) begin();
