// The queue of reviews: the forms of the page are sent from here, so that an item shrinks to one line and the next one
// opens. Without this script the same forms lead back to the queue.

import { newKey } from "./drafts.js";
import { message, post } from "./http.js";
import { bind } from "./keys.js";

const READY_REASONS = 4;
const queue = document.getElementById("queue");
const words = JSON.parse(document.getElementById("messages").textContent);
const decided = []; // items, the last decision at the end

// --- where the editor is ----------------------------------------------------------------------------------------

function current() {
  return queue.querySelector("details[open].queue__details")?.closest(".queue__item") ?? null;
}

function waiting() {
  return [...queue.children].filter((item) => !decided.includes(item));
}

function open(item) {
  const details = item.querySelector(".queue__details");
  details.open = true;
  details.querySelector("summary").focus({ preventScroll: true });
  item.scrollIntoView({ block: "start" });
}

function move(by) {
  const items = waiting();
  const here = items.indexOf(current());
  const to = here < 0 ? items[0] : items[here + by];
  if (to) open(to);
}

function openNext(item) {
  const items = [...queue.children];
  const rest = waiting();
  const next = rest.find((other) => items.indexOf(other) > items.indexOf(item)) ?? rest[0];
  if (next) return open(next);
  const goOn = document.getElementById("go-on");
  goOn.hidden = false;
  goOn.querySelector("a").focus();
  return say(words.allDone);
}

// --- decide -----------------------------------------------------------------------------------------------------

async function send(form) {
  const item = form.closest(".queue__item");
  // A second click finds the first one still under way.
  if (item.getAttribute("aria-busy") === "true") return;
  renewKey(form);
  const fields = new FormData(form);
  fields.set("locale", item.dataset.locale);
  setBusy(item, true);
  const result = await post(form.action, fields);
  setBusy(item, false);
  if (result.ok && "done" in result.data) showDecision(item, result.data);
  else if (result.ok) goOnWith(item, result.data);
  else showProblem(item, result);
}

// A text that is sent again after a lost answer keeps its key, so that it is stored once; another text has another.
function renewKey({ elements: { key, target } }) {
  if (!key) return;
  if (key.dataset.text !== undefined && key.dataset.text !== target.value) key.value = newKey();
  key.dataset.text = target.value;
}

function setBusy(item, isBusy) {
  item.setAttribute("aria-busy", String(isBusy));
  for (const button of item.querySelectorAll("button")) button.disabled = isBusy;
}

function showDecision(item, { done, count, lead }) {
  const line = piece(done);
  const start = item.querySelector(".queue__start");
  const beginning = line.querySelector("[data-start]");
  beginning.textContent = start.textContent;
  beginning.lang = start.lang;
  beginning.className = "done__start";
  const details = item.querySelector(".queue__details");
  details.open = false;
  details.hidden = true;
  item.prepend(line);
  decided.push(item);
  showCount(count, lead);
  say(line.querySelector("strong").textContent);
  openNext(item);
}

// A finding was waived, or a decision undone.
function goOnWith(item, data) {
  showPresent(item, data);
  showProblemText(item, "");
  const line = item.querySelector("[data-undo]");
  if (line) undone(item, line, data);
  else item.querySelector("summary").focus();
}

// What an item shows of its unit after anything but a decision.
function showPresent(item, data) {
  const text = item.querySelector("[data-text]");
  const area = item.querySelector("[data-way=fix] textarea");
  if (data.target && data.target !== area.defaultValue) {
    text.innerHTML = data.text;
    area.defaultValue = data.target;
    // The marks are about the text as it was handed in.
    item.querySelector("[data-changes]")?.remove();
  }
  for (const input of item.querySelectorAll("input[name=version]")) input.value = data.version;
  showFindings(item, data);
}

function undone(item, line, { count, lead }) {
  line.remove();
  decided.splice(decided.indexOf(item), 1);
  item.querySelector(".queue__details").hidden = false;
  for (const way of item.querySelectorAll("[data-way]")) close(way);
  document.getElementById("go-on").hidden = true;
  showCount(count, lead);
  open(item);
  say(words.undone);
}

function showFindings(item, { findings, blocked }) {
  item.querySelector("[data-findings]").innerHTML = findings;
  item.querySelector("[data-why=findings]").hidden = !blocked;
  const isOwn = !item.querySelector("[data-why=own]").hidden;
  item.querySelector("[data-approve]").setAttribute("aria-disabled", String(blocked || isOwn));
  offerReplacements(item);
}

function showProblem(item, result) {
  // A mended text that is blocked is kept: the next attempt is based on it.
  if ("version" in result.data) showPresent(item, result.data);
  if ("conflict" in result.data) return showConflict(item, result.data.conflict);
  if (result.status === 401) return showSignIn(item);
  return showProblemText(item, result.status === 0 ? words.offline : message(result) || words.failed);
}

function showConflict(item, html) {
  item.querySelector("[data-conflict]")?.remove();
  const shown = piece(html);
  item.querySelector(".review, [data-undo]").before(shown);
  shown.focus();
}

function showSignIn(item) {
  const link = document.createElement("a");
  link.href = `/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`;
  link.textContent = words.signIn;
  showProblemText(item, words.signedOut, " ", link);
}

function showProblemText(item, ...parts) {
  item.querySelector("[data-problem]").replaceChildren(...parts);
}

function showCount(count, lead) {
  document.getElementById("lead").textContent = lead;
  const badge = document.querySelector(".site-nav__link[aria-current] .badge");
  if (badge) badge.textContent = new Intl.NumberFormat(document.documentElement.lang).format(count);
  // What is behind this page has moved up: the next page is this one again.
  const next = document.querySelector(".pages [rel=next]");
  if (next) next.href = document.querySelector("#go-on a").href;
}

// --- the two ways besides approving -----------------------------------------------------------------------------

function offerWays(item) {
  for (const way of item.querySelectorAll("[data-way]")) close(way);
  for (const button of item.querySelectorAll("[data-opens]")) button.hidden = false;
}

function close(way) {
  way.open = false;
  way.hidden = true;
}

function take(item, name) {
  for (const way of item.querySelectorAll("[data-way]")) if (way.dataset.way !== name) close(way);
  const way = item.querySelector(`[data-way=${name}]`);
  way.hidden = false;
  way.open = true;
  way.querySelector("textarea, input[type=radio]").focus();
  way.scrollIntoView({ block: "nearest" });
}

function leave() {
  const way = current()?.querySelector("[data-way][open]");
  if (!way) return;
  close(way);
  current().querySelector("summary").focus();
}

function approve() {
  const button = current()?.querySelector("[data-approve]");
  if (!button) return;
  const why = [...current().querySelectorAll("[data-why]:not([hidden])")].map((line) => line.textContent);
  if (why.length) say(why.join(" "));
  else send(button.form);
}

function sendFix() {
  const form = document.activeElement?.closest("form[data-decide]");
  if (form?.elements.target) form.requestSubmit();
}

function returnFor(number) {
  const way = current()?.querySelector("[data-way=return][open]");
  const choice = way?.querySelectorAll("[name=reason]")[number - 1];
  if (!choice) return;
  choice.checked = true;
  choice.form.requestSubmit();
}

function undo() {
  const line = decided.at(-1)?.querySelector("[data-undo]") ?? document.querySelector(".page > [data-undo]");
  line?.requestSubmit();
}

// A finding that knows the right word puts it into the text to be mended; the editor still looks and approves.
function offerReplacements(item) {
  for (const button of item.querySelectorAll("[data-replacement]")) button.hidden = false;
}

function replaceWord(item, button) {
  take(item, "fix");
  const { start, end } = button.closest("[data-finding]").dataset;
  const area = item.querySelector("[data-way=fix] textarea");
  // Spans count code points of the text as it was handed in; a text that was changed since is left alone.
  if (start === undefined || area.value !== area.defaultValue) return;
  const points = [...area.value];
  area.value = [...points.slice(0, start), button.dataset.replacement, ...points.slice(end)].join("");
}

// --- small things -----------------------------------------------------------------------------------------------

function piece(html) {
  const template = document.createElement("template");
  template.innerHTML = html.trim();
  return template.content.firstElementChild;
}

function say(text) {
  document.getElementById("said").textContent = text;
}

function begin() {
  for (const item of queue.children) {
    offerWays(item);
    offerReplacements(item);
  }
  queue.addEventListener("submit", (event) => {
    event.preventDefault();
    if (event.target.querySelector("[data-approve]")) approve();
    else send(event.target);
  });
  queue.addEventListener("click", ({ target }) => {
    const button = target.closest("button");
    if (button?.dataset.opens) take(button.closest(".queue__item"), button.dataset.opens);
    else if (button && "replacement" in button.dataset) replaceWord(button.closest(".queue__item"), button);
  });
  const withItem = (run) => () => current() && run(current());
  bind({
    a: { label: words.approve, run: approve },
    e: { label: words.fix, run: withItem((item) => take(item, "fix")) },
    "Ctrl+Enter": { label: words.sendFix, run: sendFix, inText: true },
    Escape: { label: words.leave, run: leave, inText: true },
    r: { label: words.return, run: withItem((item) => take(item, "return")) },
    u: { label: words.undo, run: undo },
    j: { label: words.next, run: () => move(1), repeat: true },
    k: { label: words.previous, run: () => move(-1), repeat: true },
  });
  for (let number = 1; number <= READY_REASONS; number += 1) {
    const label = number === 1 ? words.reason : undefined;
    bind({ [number]: { label, shown: `R 1…${READY_REASONS}`, run: () => returnFor(number) } });
  }
}

if (queue) begin();
