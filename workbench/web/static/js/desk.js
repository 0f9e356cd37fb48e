// The desk: open a unit, write, and let nothing be lost. Pages work without this; with it nothing has to be reloaded.

import { Checker } from "./checker.js";
import * as drafts from "./drafts.js";
import { get, message, post } from "./http.js";
import { bind } from "./keys.js";
import { initPanel } from "./panel.js";
import { initPropose } from "./propose.js";
import { Saver } from "./saver.js";
import { initTerms, reachable, tapped } from "./terms.js";
import { Windows } from "./windows.js";

const desk = document.getElementById("desk");
const panel = document.getElementById("panel");
const words = JSON.parse(document.getElementById("messages").textContent);
const windows = new Windows(desk);
let open = null; // { article, area, saver }
let asked = 0; // how often a unit was asked for: only the last answer counts
drafts.belongTo(desk.dataset.user);

// --- open and close -------------------------------------------------------------------------------------------

async function openUnit(article, { focus = true } = {}) {
  if (open?.article === article) return focus && open.area?.focus();
  const mine = (asked += 1);
  const result = await get(`${article.querySelector("[data-open]").getAttribute("href")}?open=1`);
  if (mine !== asked) return undefined;
  if (result.status === 0 || result.status >= 500) return say(words.offline);
  if (!result.ok) return location.assign(article.querySelector("[data-open]").href);
  await closeUnit();
  if (mine !== asked) return undefined;
  const top = article.getBoundingClientRect().top;
  const fresh = replace(article, result.data.unit);
  showPanel(result.data.panel, fresh.dataset.unit);
  scrollBy(0, fresh.getBoundingClientRect().top - top);
  begin(fresh, { focus });
  history.replaceState(null, "", address(fresh));
  return undefined;
}

async function closeUnit() {
  if (!open) return;
  const { article, saver } = open;
  await saver?.flush();
  open = null;
  const result = await get(article.querySelector("[data-open]").getAttribute("href"));
  if (result.ok && article.isConnected) replace(article, result.data.unit);
}

function replace(article, html) {
  const template = document.createElement("template");
  template.innerHTML = html.trim();
  const fresh = template.content.firstElementChild;
  article.replaceWith(fresh);
  return fresh;
}

function showPanel(html, unit) {
  panel.innerHTML = html;
  initPanel(panel);
  panelUnit = unit;
  drafts.restoreFields(panel, unit);
  for (const button of panel.querySelectorAll("button[hidden]")) button.hidden = false;
}

let panelUnit = "";
panel.addEventListener("input", (event) => drafts.keepField(event.target, panelUnit));

function address(article) {
  const url = new URL(desk.dataset.here, location.href);
  if (desk.dataset.filter !== "all") url.searchParams.set("filter", desk.dataset.filter);
  url.searchParams.set("open", article.dataset.uid);
  url.hash = article.id;
  return url;
}

function begin(article, { focus }) {
  const area = article.querySelector("textarea[name=target]");
  open = { article, area, saver: null };
  for (const button of article.querySelectorAll("button[hidden]")) button.hidden = false;
  reachable(article);
  if (!area) return;
  article.addEventListener("input", (event) => drafts.keepField(event.target, article.dataset.unit));
  drafts.restoreFields(article, article.dataset.unit);
  const saver = new Saver({
    unit: article.dataset.unit,
    url: area.form.action,
    version: Number(article.dataset.version),
    text: area.defaultValue,
    user: desk.dataset.user,
    show: (state, detail) => showState(article, state, detail),
    // What was typed meanwhile is checked by itself.
    saved: (data) => showSaved(article, data, { findings: !saver.dirty }),
  });
  open.saver = saver;
  open.checker = new Checker({
    url: `${article.querySelector("[data-open]").getAttribute("href")}/check`,
    fields: () => ({ target: area.value, state: article.dataset.state, locale: desk.dataset.locale, back: String(address(article)) }),
    show: (html) => open?.article === article && showFindings(article, html),
  });
  area.addEventListener("input", () => {
    grow(area);
    saver.change(area.value);
    open?.checker?.change();
  });
  area.addEventListener("blur", () => saver.flush());
  grow(area);
  offerDrafts(article, area, saver);
  // On a slow network people type before this script has come.
  if (area.value !== area.defaultValue) saver.change(area.value);
  if (focus) area.focus();
}

function grow(area) {
  area.parentElement.dataset.text = area.value;
}

// Puts a text into the area as if it had been typed, so that Ctrl+Z takes it out again.
function put(text, { origin = "typed", start = 0, end = open.area.value.length } = {}) {
  const { area, saver } = open;
  area.focus();
  area.setSelectionRange(start, end);
  if (!document.execCommand("insertText", false, text)) area.setRangeText(text, start, end, "end");
  grow(area);
  saver.change(area.value, origin);
}

// --- what the save line says ------------------------------------------------------------------------------------

function showState(article, state, detail) {
  const line = article.querySelector(".save-line");
  if (!line) return;
  const time = new Intl.DateTimeFormat(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" }).format(new Date());
  const text = {
    saved: words.saved.replace("{time}", time),
    saving: words.saving,
    offline: words.offline,
    "signed-out": detail || words.signedOut,
    conflict: words.conflict,
    "no-room": words.noRoom,
    refused: words.refused.replace("{message}", detail ?? ""),
  }[state];
  line.dataset.save = { "signed-out": "offline", refused: "conflict", "no-room": "conflict" }[state] ?? state;
  if (line.textContent !== text) line.textContent = text;
  if (state === "signed-out") {
    const link = document.createElement("a");
    link.href = `/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`;
    link.target = "_blank";
    link.textContent = words.signIn;
    line.append(" ", link);
  }
  if (state === "conflict") showConflict(article, detail);
}

function showSaved(article, data, { findings = true } = {}) {
  article.dataset.version = data.version;
  article.dataset.state = data.state;
  for (const field of article.querySelectorAll('input[name="version"]')) field.value = data.version;
  showMark(article, data.state);
  if (findings) showFindings(article, data.findings);
}

function showFindings(article, html) {
  const list = article.querySelector("#findings");
  if (!list) return;
  // A list that did not change keeps its focus and what was typed into its forms.
  if (list.dataset.html === html || list.contains(document.activeElement)) return;
  const opened = list.querySelector("details.more[open] > summary") !== null;
  list.innerHTML = html;
  list.dataset.html = html;
  if (opened) list.querySelector(":scope > details")?.setAttribute("open", "");
  for (const button of list.querySelectorAll("button[hidden]")) button.hidden = false;
}

function showMark(article, state) {
  const mark = document.getElementById("state-marks").content.querySelector(`[data-state="${state}"]`);
  const present = article.querySelector(".state-mark");
  if (mark && present) present.replaceWith(mark.firstElementChild.cloneNode(true));
}

function showConflict(article, data) {
  const place = article.querySelector("#conflict");
  place.innerHTML = data.conflict;
  for (const button of place.querySelectorAll("button[hidden]")) button.hidden = false;
}

// Who chooses one of two texts has looked at both: the other one stays in the history, and is offered no more.
async function take(button) {
  const box = button.closest("#conflict > [data-conflict]");
  if (open.saver.conflict) await open.saver.settle(button.dataset.take);
  put(button.dataset.take, { origin: button.dataset.origin ?? "merge" });
  if (!box) return;
  box.remove();
  if (box.dataset.conflict) await post(`/conflicts/${box.dataset.conflict}/settle`, {});
}

function offerDrafts(article, area, saver) {
  const { unit } = article.dataset;
  const offers = [];
  for (const draft of drafts.setAside(unit)) {
    if (draft.text === area.defaultValue) drafts.forget(unit, draft.text);
    else offers.push(offer(draft, unit, area, saver));
  }
  article.querySelector("#draft-offer").replaceChildren(...offers);
}

function offer(draft, unit, area, saver) {
  const time = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" }).format(draft.at);
  const box = document.createElement("section");
  box.className = "notice notice--warning";
  const say = document.createElement("p");
  say.textContent = words.draftFound.replace("{time}", time);
  const text = document.createElement("p");
  text.className = "text";
  text.lang = area.lang;
  text.textContent = draft.text;
  const use = button(words.useDraft, () => {
    // A save whose answer was lost goes first, with its key: it may be stored already.
    saver.pending ??= draft.pending ?? null;
    put(draft.text);
    drafts.forget(unit, draft.text);
    box.remove();
  });
  const drop = button(words.dropDraft, () => {
    drafts.forget(unit, draft.text);
    box.remove();
    area.focus();
  });
  const actions = document.createElement("div");
  actions.className = "cluster";
  actions.append(use, drop);
  box.append(say, text, actions);
  return box;
}

function button(label, run) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button button--small";
  made.textContent = label;
  made.addEventListener("click", run);
  return made;
}

// --- steps ------------------------------------------------------------------------------------------------------

async function handIn() {
  if (!open?.saver) return;
  const { article, saver } = open;
  if (article.hasAttribute("aria-busy")) return; // a second press finds the first one under way
  article.setAttribute("aria-busy", "true");
  await saver.flush();
  if (saver.dirty) {
    article.removeAttribute("aria-busy");
    article.querySelector("#missing").textContent = article.querySelector(".save-line").textContent;
    return;
  }
  const result = await post(`${article.querySelector("[data-open]").getAttribute("href")}/hand-in`, { version: saver.version });
  article.removeAttribute("aria-busy");
  if (!result.ok) {
    article.querySelector("#missing").textContent = result.status === 0 ? words.offline : message(result);
    return;
  }
  say(words.handedIn);
  const next = nextToDo(article);
  if (next) await openUnit(next);
  else await closeUnit();
}

// For ears as well as for eyes that are elsewhere on the page.
function say(sentence) {
  document.getElementById("said").textContent = sentence;
}

function nextToDo(article) {
  let next = article.nextElementSibling;
  while (next && !(next.matches(".unit") && ["initial", "draft", "returned"].includes(next.dataset.state))) next = next.nextElementSibling;
  return next;
}

function neighbour(step) {
  const all = [...desk.querySelectorAll(".unit")];
  const here = open?.article ?? document.activeElement.closest(".unit");
  return all[here ? all.indexOf(here) + step : 0];
}

async function sendPiece(form) {
  const { unit } = open.article.dataset;
  const result = await post(form.action, Object.fromEntries(new FormData(form)));
  if (!result.ok) {
    say(message(result) || words.offline);
    return;
  }
  drafts.sent(form, unit);
  if (result.data.panel) {
    showPanel(result.data.panel, unit);
    if (form.closest("#conflict")) form.closest("[data-conflict]").remove();
  } else {
    showSaved(open.article, result.data);
  }
}

desk.addEventListener("click", (event) => {
  if (tapped(event.target, desk)) return;
  const target = event.target.closest("button, a, .popover, .unit");
  if (target === null) return;
  if (target.matches("[data-insert]")) {
    const { area } = open;
    put(target.dataset.insert, { start: area.selectionStart, end: area.selectionEnd });
  } else if (target.matches("[data-match]")) put(target.dataset.match, { origin: "memory" });
  else if (target.matches("[data-take]")) {
    take(target);
  } else if (target.matches("[data-replacement]")) applyReplacement(target.closest(".finding"), target.dataset.replacement);
  else if (target.matches("[data-open]")) openUnit(target.closest(".unit"));
  else if (target.matches("[data-hand-in]")) handIn();
  else if (target.matches("[data-close]")) closeUnit();
  else if (target.matches(".unit") && !target.matches(".unit--open") && !getSelection().toString()) openUnit(target);
  else return;
  event.preventDefault();
});

desk.addEventListener("submit", (event) => {
  const form = event.target;
  const inFindings = form.closest("#findings");
  if (form.id === "unit-form") {
    event.preventDefault();
    handIn();
  } else if (form.matches("[data-piece]") || inFindings) {
    event.preventDefault();
    const button = event.submitter;
    if (button) button.disabled = true;
    sendPiece(form).finally(() => {
      if (button) button.disabled = false;
      if (inFindings) document.getElementById("findings")?.focus();
    });
  }
});

desk.addEventListener("unit-left", () => {
  open?.saver?.flush();
  open = null;
});

function applyReplacement(finding, replacement) {
  const text = open.area.value;
  // Spans count code points; a text area counts UTF-16 units.
  const units = (points) => Array.from(text).slice(0, points).join("").length;
  put(replacement, { start: units(Number(finding.dataset.start)), end: units(Number(finding.dataset.end)) });
  open.saver.flush();
}

function insertNextTerm() {
  const missing = panel.querySelector('[data-insert][data-used=""]');
  if (!missing) return;
  put(missing.dataset.insert, { start: open.area.selectionStart, end: open.area.selectionEnd });
  missing.dataset.used = "1";
}

// --- the map ----------------------------------------------------------------------------------------------------

async function drawMap() {
  const map = document.getElementById("map");
  const response = await fetch(desk.dataset.mapUrl);
  if (!response.ok) return;
  map.innerHTML = await response.text();
  map.addEventListener("click", (event) => {
    const box = map.getBoundingClientRect();
    windows.goTo(Math.floor(((event.clientY - box.top) / box.height) * windows.total));
  });
  const view = map.querySelector(".map__view");
  const height = map.querySelector("svg").viewBox.baseVal.height;
  const follow = () => {
    const share = scrollY / Math.max(1, document.documentElement.scrollHeight);
    const part = innerHeight / Math.max(1, document.documentElement.scrollHeight);
    view.setAttribute("y", String(share * height));
    view.setAttribute("height", String(Math.max(part * height, height / 100)));
  };
  addEventListener("scroll", follow, { passive: true });
  follow();
}

// --- leaving and coming back ------------------------------------------------------------------------------------

addEventListener("visibilitychange", () => {
  open?.saver?.flush();
});
addEventListener("online", () => open?.saver?.flush());
addEventListener("focus", () => open?.saver?.flush());
addEventListener("beforeunload", (event) => {
  // The device has the text already; the question is only for those who would rather wait for the server.
  if (open?.saver?.dirty && open.article.querySelector(".save-line").dataset.save === "conflict") event.preventDefault();
});

bind({
  j: { label: words.keyNext, run: () => focusUnit(1) },
  k: { label: words.keyPrevious, run: () => focusUnit(-1) },
  Enter: { label: words.keyOpen, run: openFocused },
  "Ctrl+Enter": { label: words.keyHandIn, run: handIn, inText: true },
  "Alt+ArrowDown": { label: words.keyNext, run: () => move(1), inText: true },
  "Alt+ArrowUp": { label: words.keyPrevious, run: () => move(-1), inText: true },
  "Alt+r": { label: words.keyReplace, run: () => document.querySelector("#findings [data-replacement]")?.click(), inText: true },
  "Alt+g": { label: words.keyTerm, run: insertNextTerm, inText: true },
  Escape: { label: words.keyLeave, run: leave, inText: true },
  ...Object.fromEntries(
    [1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => [
      `Alt+${n}`,
      { label: n === 1 ? words.keyMatch : "", shown: "Alt+1…9", run: () => panel.querySelectorAll("[data-match]")[n - 1]?.click(), inText: true },
    ]),
  ),
});

function focusUnit(step) {
  const unit = neighbour(step);
  unit?.querySelector("[data-open]").focus();
  unit?.scrollIntoView({ block: "center" });
}

function openFocused(event) {
  const unit = document.activeElement.closest(".unit:not(.unit--open)");
  if (!unit) return false;
  event?.preventDefault();
  openUnit(unit);
  return true;
}

async function move(step) {
  const unit = neighbour(step);
  if (unit) await openUnit(unit);
}

function leave() {
  if (document.activeElement !== open?.area) return false;
  open.saver.flush();
  open.article.querySelector("[data-open]").focus();
  return true;
}

// --- begin ------------------------------------------------------------------------------------------------------

initTerms(desk);
const propose = initPropose(desk, { words, say, openUnit, isOpen: (article) => open?.article === article });
bind({ "Alt+p": { label: words.keyPropose, run: propose, inText: true } });

async function start() {
  const already = desk.querySelector(".unit--open");
  if (already) {
    initPanel(panel);
    panelUnit = already.dataset.unit;
    drafts.restoreFields(panel, panelUnit);
    for (const each of panel.querySelectorAll("button[hidden]")) each.hidden = false;
    begin(already, { focus: false });
    already.scrollIntoView({ block: "center" });
  } else if (location.hash.startsWith("#u-")) {
    const unit = await windows.find(decodeURIComponent(location.hash.slice(3)));
    unit?.scrollIntoView({ block: "center" });
  }
  await drawMap();
}

addEventListener("hashchange", async () => {
  if (!location.hash.startsWith("#u-")) return;
  const unit = await windows.find(decodeURIComponent(location.hash.slice(3)));
  unit?.scrollIntoView({ block: "center" });
});

start();
