// Findings while somebody types: asked for after a short pause, from the same checks as on save. Nothing is stored, and
// an answer about an older text is thrown away.

import { post } from "./http.js";

const PAUSE = 150; // with the way to the server and back, findings stand there 300 ms after the last key

export class Checker {
  // `fields` gives what is sent, with the text as `target`; `show` gets the list as HTML.
  constructor({ url, fields, show }) {
    Object.assign(this, { url, fields, show });
    this.timer = 0;
    this.asked = 0;
    this.busy = false;
    this.late = false;
  }

  // Called at every change of the text.
  change() {
    clearTimeout(this.timer);
    this.asked += 1;
    this.timer = setTimeout(() => this.#ask(), PAUSE);
  }

  async #ask() {
    // One question at a time, also on a slow line: the next one asks, at once, about what stands there then.
    this.late = this.busy;
    if (this.busy) return;
    const mine = this.asked;
    this.busy = true;
    const result = await post(this.url, this.fields());
    this.busy = false;
    if (mine === this.asked && result.ok) this.show(result.data.findings);
    if (this.late) this.#ask();
  }
}
