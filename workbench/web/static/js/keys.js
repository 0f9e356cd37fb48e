// Shortcuts: one registry for the whole page, with a dialog that lists them and can switch them off.
//
// A combo is a key ("j", "?", "Enter"), a key with modifiers ("Alt+ArrowDown", "Ctrl+Enter", "Alt+g") or two keys one
// after the other ("g l"). Letters are written small. "Ctrl" is also the command key of a Mac.
//
// Shortcuts never fire while an input method composes, never while a dialog is open, and never take a key that types
// or moves inside a text: there, only combos with `inText` fire, and of these only ones with a modifier, and Escape.

const SWITCH = "workbench-shortcuts";
const SEQUENCE_PATIENCE = 1_500;
const COMPOSING = 229; // what browsers give as key code for keys that an input method has taken
const SHOWN = { ArrowDown: "↓", ArrowUp: "↑", ArrowLeft: "←", ArrowRight: "→", Enter: "↵", Escape: "Esc" };
const ACTIVATED_BY_ENTER = "a[href], button, summary, input, label, [role=button], [role=tab]";
const BUTTON_TYPES = ["button", "checkbox", "color", "file", "image", "radio", "range", "reset", "submit"];

const bindings = new Map();
let begun = { key: "", at: 0 };

/**
 * Add shortcuts; a combo that is bound already gets the new meaning.
 *
 * `label` says in the help what the shortcut does; without one it is not listed. `shown` is listed instead of the combo
 * ("Alt+1…9"). With `repeat`, holding the key down fires again and again.
 * @param {Record<string, {label?: string, run: (event: KeyboardEvent) => void, inText?: boolean,
 *   repeat?: boolean, shown?: string}>} keys
 */
export function bind(keys) {
  for (const [combo, binding] of Object.entries(keys)) {
    bindings.delete(combo);
    bindings.set(combo, binding);
  }
}

/** Whether shortcuts work on this device. */
export function areOn() {
  try {
    return localStorage.getItem(SWITCH) !== "off";
  } catch {
    return true; // Some browsers refuse storage to private windows.
  }
}

/** Show all shortcuts of this page. */
export function help() {
  const dialog = document.getElementById("keys-help");
  if (!dialog || dialog.open) return;
  dialog.querySelector("dl").replaceChildren(...listed());
  dialog.querySelector("[name=shortcuts]").checked = areOn();
  dialog.showModal();
}

// --- from a key to what it does -------------------------------------------------------------------------------------

function onKeydown(event) {
  if (event.isComposing || event.keyCode === COMPOSING || event.defaultPrevented) return;
  if (!areOn() || document.querySelector("dialog:modal")) return;
  const pressed = combo(event);
  if (!pressed) return;
  const binding = find(pressed, event);
  if (!binding || !mayFire(binding, event) || (event.repeat && !binding.repeat)) return;
  event.preventDefault();
  binding.run(event);
}

function find(pressed, event) {
  const sequence = `${begun.key} ${pressed}`;
  const isSecond = begun.key && event.timeStamp - begun.at < SEQUENCE_PATIENCE;
  begun = { key: "", at: 0 };
  // A second key that belongs to no sequence was a slip: it does nothing rather than something unexpected.
  if (isSecond) return bindings.get(sequence);
  const begins = [...bindings.keys()].some((known) => known.startsWith(`${pressed} `));
  if (begins && !isWriting(event.target)) begun = { key: pressed, at: event.timeStamp };
  return bindings.get(pressed);
}

function combo(event) {
  if (["Alt", "AltGraph", "Control", "Meta", "Shift"].includes(event.key)) return "";
  // AltGr writes characters: "@" on a Spanish keyboard. Windows reports it as Ctrl and Alt together.
  if (event.getModifierState("AltGraph")) return "";
  const isCharacter = [...event.key].length === 1;
  const modifiers = [
    (event.ctrlKey || event.metaKey) && "Ctrl",
    event.altKey && "Alt",
    // Shift is already part of a character such as "?".
    event.shiftKey && (!isCharacter || event.ctrlKey || event.metaKey || event.altKey) && "Shift",
  ].filter(Boolean);
  // On a Mac, Option changes the character; the key's place says what was meant.
  const place = event.altKey && /^(?:Key|Digit|Numpad)(.)$/.exec(event.code)?.[1];
  const key = place || event.key;
  return [...modifiers, [...key].length === 1 ? key.toLowerCase() : key].join("+");
}

function mayFire(binding, event) {
  if (isWriting(event.target)) {
    return Boolean(binding.inText) && (event.ctrlKey || event.metaKey || event.altKey || event.key === "Escape");
  }
  // Enter and the space bar belong to the button or link that has the focus.
  const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
  return !(isPlain && ["Enter", " "].includes(event.key) && event.target.closest?.(ACTIVATED_BY_ENTER));
}

function isWriting(element) {
  if (!(element instanceof HTMLElement)) return false;
  if (element instanceof HTMLInputElement) return !BUTTON_TYPES.includes(element.type);
  return element.isContentEditable || element.matches("textarea, select");
}

// --- the help -------------------------------------------------------------------------------------------------------

function listed() {
  const byLabel = new Map();
  for (const [combo, { label, shown }] of bindings) {
    if (!label) continue;
    byLabel.set(label, [...(byLabel.get(label) ?? []), shown ?? combo.split(" ").map(caption).join(" ")]);
  }
  return [...byLabel].flatMap(([label, combos]) => {
    const keys = document.createElement("dt");
    keys.append(...combos.flatMap((text, index) => (index ? [" / ", kbd(text)] : [kbd(text)])));
    const words = document.createElement("dd");
    words.textContent = label;
    return [keys, words];
  });
}

function caption(combo) {
  return combo.replace(/[^+]+$/, (key) => SHOWN[key] ?? ([...key].length === 1 ? key.toUpperCase() : key));
}

function kbd(text) {
  const element = document.createElement("kbd");
  element.textContent = text;
  return element;
}

function prepareHelp() {
  const dialog = document.getElementById("keys-help");
  if (!dialog) return;
  bind({ "?": { label: dialog.getAttribute("data-label"), run: help } });
  dialog.querySelector("[name=shortcuts]").addEventListener("change", ({ target }) => {
    try {
      localStorage.setItem(SWITCH, target.checked ? "on" : "off");
    } catch {
      // Without storage they stay as they are; the box shows it.
      target.checked = areOn();
    }
  });
  for (const button of document.querySelectorAll("[data-keys-help]")) {
    button.hidden = false;
    button.addEventListener("click", help);
  }
}

prepareHelp();
document.addEventListener("keydown", onKeydown);
