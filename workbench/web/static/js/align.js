// The alignment page: take a row in hand, correct it, and see only what changed being replaced.
//
// Everything here is done by forms without this script. With it a form is sent by fetch, and the answer holds the rows
// that changed; focus and scroll position stay. When the page turns out to be older than the server's, the form is
// sent once more in the plain way: the server refuses it again and shows the page as it is, with what was typed.

import { get, message, post } from "./http.js";
import { bind } from "./keys.js";

const words = JSON.parse(document.getElementById("messages").textContent);
const list = document.getElementById("beads");
const mayEdit = list?.hasAttribute("data-may-edit");
const number = new Intl.NumberFormat(document.documentElement.lang);
let busy = false;
let resting = null; // the row in hand as it looks at rest
let ready = Promise.resolve(); // until `resting` is there for a row that the server drew in hand
let caret = null; // { paragraph, offset } in code points, where a click put it
let plain = null; // the form that goes the plain way

// --- rows ---------------------------------------------------------------------------------------------------------

const inHand = () => list.querySelector(".bead--here");
const rowAt = (index) => list.querySelector(`:scope > [data-row="${index}"]`);
const indexOf = (row) => Number(row.dataset.row);
const address = (index) => `${list.dataset.url}?row=${index + 1}#b-${index + 1}`;

function elements(html) {
  const template = document.createElement("template");
  template.innerHTML = html.trim();
  return [...template.content.children];
}

function goTo(url) {
  const to = new URL(url, location.href);
  const isHere = to.pathname === location.pathname && to.search === location.search;
  location.assign(to);
  // An address that differs only behind its # is not fetched again by itself.
  if (isHere) location.reload();
}

/** Take a row in hand; one beyond the window, or of a page that moved on, is fetched with its page. */
async function take(index, { focus = true } = {}) {
  if (busy || index < 0 || index >= Number(list.dataset.total)) return;
  const row = rowAt(index);
  if (!row) return void goTo(address(index));
  if (row !== inHand()) {
    busy = true;
    const [result] = await Promise.all([get(`${list.dataset.url}/rows/${index + 1}`), ready]);
    busy = false;
    if (result.status === 0) return void refuse(result);
    if (String(result.data.version) !== list.dataset.version || (inHand() && !resting)) return void goTo(address(index));
    keepingPlace(row, () => {
      putDown();
      open(row, result.data.open);
    });
  }
  if (focus) inHand().querySelector("[data-open]").focus({ preventScroll: true });
  inHand().scrollIntoView({ block: "nearest" });
}

function open(row, html) {
  const [here] = elements(html);
  resting = row;
  row.replaceWith(here);
  show(here);
  history.replaceState(null, "", address(indexOf(here)));
}

function putDown() {
  const here = inHand();
  caret = null;
  if (!here) return;
  here.replaceWith(resting);
  renumber(resting, indexOf(here));
  resting = null;
}

function show(here) {
  for (const button of here.querySelectorAll("[data-split-here]")) button.hidden = false;
}

function renumber(row, index) {
  row.dataset.row = index;
  row.id = `b-${index + 1}`;
  const link = row.querySelector("[data-open]");
  link.setAttribute("href", address(index));
  link.querySelector("[data-number]").textContent = number.format(index + 1);
}

/** Keep a row at its place in the window while `change` moves what is above it. */
function keepingPlace(row, change) {
  const top = row?.getBoundingClientRect().top;
  const id = row?.id;
  change();
  const after = id && document.getElementById(id);
  if (after && top !== undefined) scrollBy({ top: after.getBoundingClientRect().top - top, behavior: "instant" });
}

// --- send ---------------------------------------------------------------------------------------------------------

async function send(form, submitter, more = {}) {
  if (busy || submitter?.getAttribute("aria-disabled") === "true") return null;
  busy = true;
  say("saving", words.saving);
  await ready;
  const fields = new FormData(form, submitter);
  for (const [name, value] of Object.entries(more)) fields.set(name, value);
  const result = await post(form.getAttribute("action"), fields);
  busy = false;
  if (result.ok) return finish(result.data, submitter?.dataset.command);
  if (result.status === 409) goPlain(form, submitter, more);
  else refuse(result);
  return null;
}

function finish(data, command) {
  const before = inHand();
  const isAway = before && !within(before, data);
  if (data.reload || !rowAt(data.start) || (isAway && !resting)) {
    goTo(data.reload ?? address(data.here));
    return null;
  }
  const region = document.activeElement?.closest("#foot, #summary");
  keepingPlace(rowAt(data.start), () => {
    if (isAway) putDown();
    replaceRows(data);
    Object.assign(list.dataset, { version: data.version, total: data.total, doubtful: data.doubtful.join(" ") });
    for (const [name, html] of Object.entries(data.pieces)) document.getElementById(name).innerHTML = html;
    caret = null;
    open(rowAt(data.here), data.open);
  });
  const time = new Intl.DateTimeFormat(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" }).format(new Date());
  say("saved", words.saved.replace("{time}", time));
  refocus(command, region?.id);
  inHand().scrollIntoView({ block: "nearest" });
  return data;
}

const within = (row, data) => indexOf(row) >= data.start && indexOf(row) < data.start + data.removed;

function replaceRows({ start, removed, rows }) {
  const fresh = elements(rows);
  const first = rowAt(start);
  first.before(...fresh);
  for (let gone = first, count = removed; gone && count > 0; count -= 1) {
    const next = gone.nextElementSibling;
    gone.remove();
    gone = next;
  }
  let index = start + fresh.length;
  for (let row = fresh.at(-1)?.nextElementSibling ?? null; row; row = row.nextElementSibling) renumber(row, index++);
}

/** The focus goes back to the button that was pressed; where that is gone, to the row in hand. */
function refocus(command, place) {
  const region = place ? document.getElementById(place) : inHand();
  const same = command && region.querySelector(`[data-command="${command}"]:not(:disabled):not(details:not([open]) *)`);
  (same || inHand().querySelector("[data-open]")).focus({ preventScroll: true });
}

/** Send a form as if there were no script: the answer is a whole page. */
function goPlain(form, submitter, more) {
  for (const [name, value] of Object.entries(more)) {
    const field = form.querySelector(`input[type=hidden][name="${name}"]`) ?? form.appendChild(Object.assign(document.createElement("input"), { type: "hidden", name }));
    field.value = value;
  }
  plain = form;
  form.requestSubmit(submitter?.type === "submit" ? submitter : null);
}

function refuse(result) {
  const text = { 0: words.offline, 401: words.signedOut }[result.status] ?? (message(result) || words.refused);
  say("conflict", text);
  const place = inHand()?.querySelector(".bead__problem");
  if (place) place.textContent = text;
}

function say(state, text) {
  const line = document.getElementById("save-line");
  if (!line) return;
  line.dataset.save = state;
  line.textContent = text;
}

// --- the caret ----------------------------------------------------------------------------------------------------

const points = (text, units) => [...text.slice(0, units)].length;

/** Remember where a click put the caret in the translation, and show it: browsers do not, outside text areas. */
function followCaret() {
  const selection = getSelection();
  const node = selection.focusNode;
  const text = node?.nodeType === Node.TEXT_NODE && node.parentElement.closest(".bead--here [data-paragraph]");
  if (!text || !selection.isCollapsed) return;
  caret = { paragraph: Number(text.dataset.paragraph), offset: points(node.data, selection.focusOffset) };
  const place = selection.getRangeAt(0).getClientRects()[0];
  const row = text.closest(".bead");
  const box = row.getBoundingClientRect();
  const mark = row.querySelector(".bead__caret") ?? row.appendChild(Object.assign(document.createElement("span"), { className: "bead__caret" }));
  mark.hidden = !place;
  if (!place) return;
  mark.style.top = `${place.top - box.top}px`;
  mark.style.left = `${place.left - box.left}px`;
  mark.style.height = `${place.height}px`;
}

function splitAtCaret() {
  const here = inHand();
  if (!here) return;
  const form = here.querySelector("[data-split]");
  if (caret === null || !form) return void openMore("split");
  splitAt(caret.paragraph, caret.offset);
}

function splitAt(paragraph, offset) {
  // Only the place is said; the server finds the border in the source that fits it.
  return send(document.getElementById("row-form"), null, { action: "split", place: `${paragraph}:${offset}` });
}

async function splitInArea(area) {
  const form = area.form;
  const paragraph = Number(form.dataset.mend);
  const offset = points(area.value, area.selectionStart);
  if (area.value !== area.defaultValue && !(await send(form, null))) return;
  await splitAt(paragraph, offset);
}

// --- commands -----------------------------------------------------------------------------------------------------

function openMore(name) {
  const more = inHand()?.querySelector(`[data-more="${name}"]`);
  if (!more) return;
  more.open = true;
  (more.querySelector("input:checked") ?? more.querySelector("input:not([type=hidden]), textarea")).focus();
  more.scrollIntoView({ block: "nearest" });
}

function press(...commands) {
  const found = commands.map((command) => inHand()?.querySelector(`.bead__actions > [data-command="${command}"]`)).find(Boolean);
  if (found) send(found.form, found);
}

function travel(command) {
  const button = document.querySelector(`#foot [data-command="${command}"]:not(:disabled)`);
  if (button) send(button.form, button);
}

function here() {
  const row = inHand() ?? document.activeElement?.closest?.(".bead");
  return row ? indexOf(row) : null;
}

function step(by) {
  const from = here();
  take(from === null ? Number(list.dataset.start) : from + by);
}

function nextDoubt() {
  const doubtful = list.dataset.doubtful.split(" ").filter(Boolean).map(Number);
  const from = here() ?? -1;
  const next = doubtful.find((index) => index > from) ?? doubtful[0];
  if (next === undefined) say("saved", words.noDoubt);
  else take(next);
}

function leaveMore() {
  const more = document.activeElement?.closest?.(".bead__more[open]");
  if (!more) return;
  more.open = false;
  more.querySelector("summary").focus();
}

function begin() {
  document.addEventListener("submit", (event) => {
    const { target: form, submitter } = event;
    if (form === plain || !form.closest("#foot, #summary") && !form.closest(".bead")) return;
    event.preventDefault();
    send(form, submitter);
  });
  document.addEventListener("submit", ({ target, defaultPrevented }) => {
    // Forms that go the plain way and must not go twice.
    if (!defaultPrevented && target.matches("[data-once]")) setTimeout(() => target.querySelector("button").setAttribute("disabled", ""));
  });
  document.addEventListener("click", (event) => {
    const target = event.target.closest("[data-open], [data-go], [data-next-doubt], [data-split-here], .bead:not(.bead--here), [aria-disabled=true]");
    if (!target || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (target.matches("[data-next-doubt]")) nextDoubt();
    else if (target.matches("[data-go]")) take(Number(target.dataset.go));
    else if (target.matches("[data-open]")) take(indexOf(target.closest(".bead")));
    else if (target.matches("[data-split-here]")) splitInArea(target.form.elements.text);
    else if (target.matches(".bead") && !event.target.closest("a") && getSelection().isCollapsed) take(indexOf(target), { focus: false });
    else if (!target.matches("[aria-disabled=true]")) return;
    event.preventDefault();
  });
  document.addEventListener("selectionchange", followCaret);
  // `toggle` does not bubble, but it can be met on its way down.
  document.addEventListener("toggle", ({ target }) => {
    if (target.open && target.matches(".bead__more")) target.scrollIntoView({ block: "nearest" });
  }, true);
  bind({
    j: { label: words.keyNext, run: () => step(1), repeat: true },
    k: { label: words.keyPrevious, run: () => step(-1), repeat: true },
    d: { label: words.keyDoubt, run: nextDoubt },
    p: { label: words.keyPin, run: () => press("pin", "unpin") },
    m: { label: words.keyJoin, run: () => press("join") },
    s: { label: words.keySplit, run: splitAtCaret },
    o: { label: words.keyOmit, run: () => openMore("omit") },
    a: { label: words.keyAdd, run: () => openMore("add") },
    e: { label: words.keyMend, run: () => openMore("mend") },
    // With Shift the same letter arrives: what it does differs here, and the list names both.
    u: { label: words.keyUndo, run: (event) => travel(event.shiftKey ? "redo" : "undo") },
    "Shift+u": { label: words.keyRedo, run: () => travel("redo") },
    "Alt+s": { label: words.keySplitHere, run: splitHere, inText: true },
    Escape: { run: leaveMore, inText: true },
  });
  // The answer to a form that came too late stands at the form's address; loading that again would find nothing.
  if (location.pathname !== list.dataset.url) history.replaceState(null, "", list.dataset.url);
  const already = inHand();
  if (already) {
    show(already);
    ready = get(`${list.dataset.url}/rows/${indexOf(already) + 1}`).then(({ data }) => {
      if (String(data.version) === list.dataset.version) [resting] = elements(data.rest);
    });
  }
}

function splitHere() {
  const area = document.activeElement;
  if (area?.matches?.(".bead--here [data-mend] textarea")) splitInArea(area);
}

if (mayEdit) begin();
