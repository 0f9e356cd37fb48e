// The popover of a glossary term: concept, agreed term and note, on hover, focus or tap.

const PATIENCE = 250; // before a pointer that only passes over a term shows anything
const cards = new Map();
let shown = null; // { term, box }
let timer = 0;

export function initTerms(desk) {
  desk.addEventListener("pointerover", (event) => {
    const term = event.target.closest(".term");
    clearTimeout(timer);
    if (term && event.pointerType === "mouse") timer = setTimeout(() => show(term, desk.dataset.locale), PATIENCE);
    else if (shown && !event.target.closest(".popover")) timer = setTimeout(hide, PATIENCE);
  });
  desk.addEventListener("focusin", (event) => {
    const term = event.target.closest(".term");
    if (term) show(term, desk.dataset.locale);
    else if (!event.target.closest(".popover")) hide();
  });
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && shown) {
      hide();
      event.stopPropagation();
    }
  }, true);
}

// The terms of the open unit can be reached by key; those at rest would make the way to the next unit long.
export function reachable(article) {
  for (const term of article.querySelectorAll(".unit__source .term")) {
    term.tabIndex = 0;
    term.setAttribute("role", "button");
    term.setAttribute("aria-expanded", "false");
  }
}

// A tap on a term of the open unit; gives whether there was one.
export function tapped(target, desk) {
  const term = target.closest?.(".unit--open .term");
  if (!term) return false;
  if (shown?.term === term) hide();
  else show(term, desk.dataset.locale);
  return true;
}

async function show(term, locale) {
  if (shown?.term === term) return;
  hide();
  const mine = { term, box: null };
  shown = mine;
  const html = await card(term.dataset.concept, locale);
  if (shown !== mine || html === null) return;
  const box = document.createElement("div");
  box.className = "popover";
  box.setAttribute("role", "status");
  box.innerHTML = html;
  mine.box = box;
  // Behind its term in the order of reading and of the keyboard, where it belongs.
  term.after(box);
  if (term.hasAttribute("aria-expanded")) term.setAttribute("aria-expanded", "true");
  const parent = box.offsetParent.getBoundingClientRect();
  const at = term.getClientRects()[0];
  box.style.insetBlockStart = `${at.bottom - parent.top + 6}px`;
  box.style.insetInlineStart = `${Math.max(0, Math.min(at.left - parent.left, innerWidth - box.offsetWidth - 16 - parent.left))}px`;
}

function hide() {
  shown?.box?.remove();
  if (shown?.term.hasAttribute("aria-expanded")) shown.term.setAttribute("aria-expanded", "false");
  shown = null;
}

async function card(concept, locale) {
  const key = `${concept} ${locale}`;
  if (!cards.has(key)) {
    try {
      const response = await fetch(`/glossary/concepts/${encodeURIComponent(concept)}/card?locale=${locale}`);
      if (!response.ok) return null;
      cards.set(key, await response.text());
    } catch {
      return null;
    }
  }
  return cards.get(key);
}
