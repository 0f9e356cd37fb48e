// Texts that this device holds until the server has answered for them.
//
// A draft of a unit is { text, version, at, pending }: `pending` is the save whose answer was lost, with its key, so that
// the same text is sent again with the same key and the server stores it once. What stands half-written in another
// field beside a unit is kept by the field's name. A draft that is offered again is set aside until the person has
// chosen, since what is typed meanwhile is a draft too. Every entry belongs to one person: whoever else signs in on
// this device neither sees nor sends it.

const PREFIX = "workbench-draft:";
let person = "";

// Whose drafts are meant from now on.
export function belongTo(user) {
  person = user;
}

function place(unit) {
  return `${PREFIX}${person}:${unit}`;
}

export function newKey() {
  // crypto.randomUUID exists only in secure contexts; a workbench in a local network may have none.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// Gives false when the device has no room or forbids it: the page must say so.
export function keep(unit, draft) {
  try {
    localStorage.setItem(place(unit), JSON.stringify(draft));
    return true;
  } catch {
    return false;
  }
}

export function find(unit) {
  try {
    const stored = localStorage.getItem(place(unit));
    return stored === null ? null : JSON.parse(stored);
  } catch {
    return null;
  }
}

// Forgets the draft of a unit, but only if it still is this text: another tab may have kept a newer one.
export function forget(unit, text) {
  if (find(unit)?.text === text) localStorage.removeItem(place(unit));
  const waiting = aside(unit);
  const others = waiting.filter((draft) => draft.text !== text);
  if (others.length === waiting.length) return;
  if (others.length) keep(`${unit}~`, others);
  else localStorage.removeItem(place(`${unit}~`));
}

function aside(unit) {
  return find(`${unit}~`) ?? [];
}

// Sets the draft of a unit aside. Gives what is aside now, oldest first.
export function setAside(unit) {
  const draft = find(unit);
  if (draft === null) return aside(unit);
  const waiting = [...aside(unit).filter((other) => other.text !== draft.text), draft];
  if (keep(`${unit}~`, waiting)) localStorage.removeItem(place(unit));
  return waiting;
}

// --- other fields ---------------------------------------------------------------------------------------------------

// Keeps what is typed into a field beside `unit`, until `sent` is called with its form.
export function keepField(field, unit) {
  if (isKept(field)) keep(`${unit}:${field.id}`, { text: field.value });
}

// Puts back what was typed before, unless somebody has typed into the field since the page came.
export function restoreFields(container, unit) {
  for (const field of container.querySelectorAll("textarea, input")) {
    const kept = isKept(field) ? find(`${unit}:${field.id}`) : null;
    if (kept === null || field.value !== field.defaultValue || field.value === kept.text) continue;
    field.value = kept.text;
    for (let around = field.closest("details"); around; around = around.parentElement.closest("details")) around.open = true;
  }
}

export function sent(form, unit) {
  for (const field of form.elements) if (isKept(field)) forget(`${unit}:${field.id}`, field.value);
}

function isKept(field) {
  return Boolean(field.id) && field.name !== "target" && (field.matches("textarea") || field.type === "text");
}
