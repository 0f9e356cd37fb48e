// Propose a term from what is marked on the desk, by pointer, touch or key: the form in the panel is opened with the
// words filled in. The form works by itself; this only spares the typing.

import { newKey } from "./drafts.js";
import { message, post } from "./http.js";

const LONGEST = 200;
const WAIT = 250; // a selection is still being drawn

export function initPropose(desk, { words, say, openUnit, isOpen }) {
  const offer = document.createElement("button");
  offer.type = "button";
  offer.className = "button button--small propose-offer";
  offer.textContent = words.propose;
  offer.hidden = true;
  desk.append(offer);
  let marked = null;
  let timer = 0;

  // What is marked: in a source or a target at rest, or in the text area of the open unit.
  function find() {
    const active = document.activeElement;
    // A text area keeps the focus while words beside it are marked; then its own selection is empty.
    if (active?.matches?.(".unit--open textarea[name=target]") && active.selectionStart < active.selectionEnd) {
      const text = active.value.slice(active.selectionStart, active.selectionEnd);
      return taken(text, "target", active.closest(".unit"), active.getBoundingClientRect());
    }
    const selection = getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return null;
    const from = element(selection.anchorNode)?.closest(".unit__source, .unit__target");
    if (!from || !desk.contains(from) || element(selection.focusNode)?.closest(".unit__source, .unit__target") !== from) return null;
    const side = from.matches(".unit__source") ? "source" : "target";
    return taken(selection.toString(), side, from.closest(".unit"), selection.getRangeAt(0).getBoundingClientRect());
  }

  document.addEventListener("selectionchange", later);
  desk.addEventListener("select", later, true); // Not every browser tells the document of a text area's selection.
  function later() {
    clearTimeout(timer);
    timer = setTimeout(update, WAIT);
  }

  function update() {
    if (document.activeElement === offer) return;
    marked = find();
    offer.hidden = marked === null;
    if (!marked) return;
    const { box } = marked;
    const frame = offer.offsetParent.getBoundingClientRect();
    const left = Math.min(Math.max(box.left, frame.left), innerWidth - offer.offsetWidth - 16);
    offer.style.insetBlockStart = `${box.bottom - frame.top + 8}px`;
    offer.style.insetInlineStart = `${left - frame.left}px`;
  }

  // The button must not take the selection away before it is read.
  offer.addEventListener("pointerdown", (event) => event.preventDefault());
  offer.addEventListener("click", (event) => {
    event.stopPropagation();
    propose();
  });

  async function propose() {
    const found = find() ?? marked;
    marked = null;
    offer.hidden = true;
    const article = found?.article ?? desk.querySelector(".unit--open");
    if (!article) return;
    if (!isOpen(article)) await openUnit(article, { focus: false });
    fill(found);
  }

  function fill(found) {
    const box = document.getElementById("propose");
    if (!box) return; // somebody who only reads
    document.getElementById("tab-terms")?.click();
    const handle = document.querySelector(".panel__handle[aria-expanded=false]");
    if (handle?.checkVisibility?.()) handle.click();
    box.open = true;
    const form = box.querySelector("form");
    if (found) form.elements[found.side].value = found.text;
    const next = found?.side === "source" ? form.elements.target : form.elements.source;
    (found ? next : form.elements.source).focus();
    box.scrollIntoView({ block: "nearest" });
  }

  desk.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.matches("[data-propose]")) return;
    event.preventDefault();
    const button = form.querySelector("button");
    const problem = form.querySelector("[role=alert]");
    button.disabled = true;
    form.dataset.key ??= newKey();
    const result = await post(form.action, { ...Object.fromEntries(new FormData(form)), key: form.dataset.key });
    button.disabled = false;
    problem.hidden = result.ok;
    if (!result.ok) {
      // Another text is another proposal.
      if (result.status) delete form.dataset.key;
      problem.textContent = message(result) || words.offline;
      if (result.data.error?.concept) problem.append(" ", opening(result.data.error.concept));
      return;
    }
    const done = document.createElement("p");
    done.className = "notice notice--success";
    done.tabIndex = -1;
    done.append(result.data.said, " ", opening(result.data.url));
    form.closest("details").replaceWith(done);
    done.focus();
    say(result.data.said);
  });

  function opening(address) {
    const link = document.createElement("a");
    link.href = address;
    link.textContent = words.openTerm;
    return link;
  }

  return propose;
}

function taken(raw, side, article, box) {
  const text = raw.replace(/\s+/g, " ").trim();
  return text && text.length <= LONGEST ? { text, side, article, box } : null;
}

function element(node) {
  return node instanceof Element ? node : node?.parentElement;
}
