// Keeps one text: on the device at once, on the server 1.5 s after the last key, never twice and never lost.
//
// At most one save is under way. A save whose answer was lost is sent again as it was, with its key, before anything
// newer goes out: else the newer text would meet the unit's own new version and look like somebody else's change.

import * as drafts from "./drafts.js";
import { post } from "./http.js";

const PAUSE = 1500;
const RETRY_FIRST = 2000;
const RETRY_LONGEST = 30000;

export class Saver {
  // `show(state, detail)` is told saved | saving | offline | signed-out | conflict | refused | no-room.
  constructor({ unit, url, version, text, show, saved }) {
    Object.assign(this, { unit, url, version, show, saved });
    this.stored = text; // what the server has
    this.text = text;
    this.origin = "typed";
    this.pending = null; // the save that is under way or whose answer was lost
    this.timer = 0;
    this.wait = RETRY_FIRST;
    this.stopped = false; // a conflict or a refusal waits for the person
    this.busy = null;
  }

  get dirty() {
    return this.text !== this.stored || this.pending !== null;
  }

  // Called at every change of the text.
  change(text, origin = "typed") {
    this.text = text;
    this.origin = origin;
    this.stopped = false;
    if (!this.dirty) {
      drafts.forget(this.unit);
      return;
    }
    if (!this.#keep()) this.show("no-room");
    else this.show("saving");
    this.#later(PAUSE);
  }

  // Sends what is not saved yet, now. Resolves when the server has answered or cannot be reached.
  flush() {
    clearTimeout(this.timer);
    if (this.busy) return this.busy.then(() => (this.dirty && !this.stopped ? this.flush() : undefined));
    if (!this.dirty || this.stopped) return Promise.resolve();
    this.busy = this.#send().finally(() => {
      this.busy = null;
    });
    return this.busy;
  }

  // After the person chose a text in a conflict: go on from the server's present version.
  resume(version, stored) {
    this.version = version;
    this.stored = stored;
    this.pending = null;
    this.stopped = false;
  }

  #keep() {
    return drafts.keep(this.unit, { text: this.text, version: this.version, at: Date.now(), pending: this.pending });
  }

  #later(delay) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), delay);
  }

  async #send() {
    this.pending ??= { text: this.text, version: this.version, key: drafts.newKey(), origin: this.origin };
    this.#keep();
    this.show("saving");
    const sent = this.pending;
    const result = await post(this.url, {
      target: sent.text,
      version: sent.version,
      key: sent.key,
      origin: sent.origin,
    });
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
      drafts.forget(this.unit);
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
      this.stopped = true;
      this.#keep();
      this.show("conflict", result.data);
    } else if (result.status === 401 || result.status === 400) {
      this.show("signed-out");
      this.#later(RETRY_LONGEST);
    } else if (result.status === 0 || result.status >= 500 || result.status === 429) {
      this.show("offline");
      this.#later(this.wait);
      this.wait = Math.min(this.wait * 2, RETRY_LONGEST);
    } else {
      // The text itself was refused: sending it again would not help.
      this.pending = null;
      this.stopped = true;
      this.#keep();
      this.show("refused", result.data?.error?.message ?? "");
    }
  }
}
