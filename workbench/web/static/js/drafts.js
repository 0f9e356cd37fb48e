// Texts that this device holds until the server has answered for them.
//
// One entry for each unit: { text, version, key, at }. `key` goes with the text: it is made when the text is first
// sent, and the same text is sent again with the same key, so that the server stores it once.

const PREFIX = "workbench-draft:";

export function newKey() {
  // crypto.randomUUID exists only in secure contexts; a workbench in a local network may have none.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// Gives false when the device has no room or forbids it: the page must say so.
export function keep(unit, draft) {
  try {
    localStorage.setItem(PREFIX + unit, JSON.stringify(draft));
    return true;
  } catch {
    return false;
  }
}

export function find(unit) {
  try {
    const stored = localStorage.getItem(PREFIX + unit);
    return stored === null ? null : JSON.parse(stored);
  } catch {
    return null;
  }
}

// Forgets the draft of a unit, but only if it still is the text that was answered for.
export function forget(unit, text) {
  const draft = find(unit);
  if (draft !== null && (text === undefined || draft.text === text)) localStorage.removeItem(PREFIX + unit);
}
