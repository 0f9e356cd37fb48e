// Keeps one text: on the device at once, on the server 1.5 s after the last key, never twice and never lost.
//
// At most one save is under way. A save whose answer was lost is sent again as it was, with its key, before anything
// newer goes out: else the newer text would meet the unit's own new version and look like somebody else's change. After
// a conflict nothing is sent until the person has chosen: what is typed meanwhile stays on the device.

import * as drafts from "./drafts.js";
import { post } from "./http.js";

const PAUSE = 1500;
const RETRY_FIRST = 2000;
const RETRY_LONGEST = 30000;

export class Saver {
  // `show(state, detail)` is told saved | saving | offline | signed-out | conflict | refused | no-room.
  constructor({ unit, url, version, text, user, show, saved }) {
    Object.assign(this, { unit, url, version, user, show, saved });
    this.stored = text; // what the server has
    this.text = text;
    this.origin = "typed";
    this.pending = null; // the save that is under way or whose answer was lost
    this.conflict = null; // what the server said when somebody else had saved
    this.refused = false; // the server does not take this text; a change makes another one of it
    this.timer = 0;
    this.wait = RETRY_FIRST;
    this.busy = null;
  }

  get dirty() {
    return this.text !== this.stored || this.pending !== null;
  }

  get held() {
    return this.conflict !== null || this.refused;
  }

  // Called at every change of the text.
  change(text, origin = "typed") {
    const before = this.text;
    this.text = text;
    this.origin = origin;
    this.refused = false;
    if (!this.dirty) {
      drafts.forget(this.unit, before);
      this.show("saved");
      return;
    }
    const kept = this.#keep();
    if (this.conflict) return;
    this.show(kept ? "saving" : "no-room");
    this.#later(PAUSE);
  }

  // Sends what is not saved yet, now. Resolves when the server has answered or cannot be reached.
  flush() {
    clearTimeout(this.timer);
    if (this.busy) return this.busy.then(() => (this.dirty && !this.held ? this.flush() : undefined));
    if (!this.dirty || this.held) return Promise.resolve();
    this.busy = this.#send().finally(() => {
      this.busy = null;
    });
    return this.busy;
  }

  // The person looked at both texts and chose: saving goes on from the server's present version. What was typed after
  // the conflict and is not what was chosen goes into the history first.
  async settle(chosen) {
    const { version, current, yours } = this.conflict;
    const typed = this.text;
    if (![chosen, current, yours].includes(typed)) {
      const result = await this.#post({ text: typed, version: 0, key: drafts.newKey(), origin: "typed" });
      if (result.data?.revision) await post(`/conflicts/${result.data.revision}/settle`, {});
    }
    this.version = version;
    this.stored = current;
    this.conflict = null;
  }

  #keep() {
    return drafts.keep(this.unit, { text: this.text, version: this.version, at: Date.now(), pending: this.pending });
  }

  #later(delay) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), delay);
  }

  #post({ text, version, key, origin }) {
    return post(this.url, { target: text, version, key, origin, as: this.user });
  }

  async #send() {
    this.pending ??= { text: this.text, version: this.version, key: drafts.newKey(), origin: this.origin };
    this.#keep();
    this.show("saving");
    const sent = this.pending;
    const result = await this.#post(sent);
    if (result.ok) this.#stored(sent, result.data);
    else this.#failed(result);
  }

  #stored(sent, data) {
    this.pending = null;
    this.version = data.version;
    this.stored = data.target;
    this.wait = RETRY_FIRST;
    // The server may have normalised the text; what was typed meanwhile stays.
    if (this.text === sent.text) {
      this.text = data.target;
      drafts.forget(this.unit, sent.text);
      this.show("saved");
    } else {
      this.#keep();
      this.#later(PAUSE);
    }
    this.saved(data);
  }

  #failed(result) {
    if (result.status === 409 && result.data?.conflict) {
      this.pending = null;
      this.conflict = result.data;
      this.#keep();
      this.show("conflict", result.data);
    } else if (result.status === 401 || result.status === 400) {
      const { code, message } = result.data?.error ?? {};
      this.show("signed-out", code === "other-person" ? message : "");
      this.#later(RETRY_LONGEST);
    } else if (result.status === 0 || result.status >= 500 || result.status === 429) {
      this.show("offline");
      this.#later(this.wait);
      this.wait = Math.min(this.wait * 2, RETRY_LONGEST);
    } else {
      // The text itself was refused: sending it again would not help.
      this.pending = null;
      this.refused = true;
      this.#keep();
      this.show("refused", result.data?.error?.message ?? "");
    }
  }
}
