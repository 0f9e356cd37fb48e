// A long text comes in windows around the place where the person is. Spacers stand for what is not loaded, as high as
// it is likely to be, so that the scrollbar tells the truth; scrolling into one loads what belongs there.

import { get } from "./http.js";

const SIZE = 50;

export class Windows {
  constructor(desk) {
    this.desk = desk;
    this.units = desk.querySelector("#units");
    this.before = desk.querySelector("#before");
    this.after = desk.querySelector("#after");
    this.start = Number(desk.dataset.start);
    this.count = Number(desk.dataset.count);
    this.total = Number(desk.dataset.total);
    this.loading = null;
    this.height = this.#averageHeight();
    this.#space();
    const watcher = new IntersectionObserver((entries) => {
      if (entries.some((entry) => entry.isIntersecting)) this.#fill();
    }, { rootMargin: "1200px 0px" });
    watcher.observe(this.before);
    watcher.observe(this.after);
    addEventListener("scroll", () => this.#scrolled(), { passive: true });
  }

  // Makes sure that the unit is on the page; gives its element, or null if there is none.
  async find(uid) {
    const known = document.getElementById(`u-${uid}`);
    if (known) return known;
    await this.#replace({ around: uid });
    return document.getElementById(`u-${uid}`);
  }

  // Shows the unit at `index`, counted among those that the filter lets through.
  async goTo(index) {
    if (index < this.start || index >= this.start + this.count) {
      await this.#replace({ start: Math.max(0, index - Math.floor(SIZE / 3)) });
    }
    const unit = this.units.querySelectorAll(".unit")[index - this.start];
    unit?.scrollIntoView({ block: "center" });
    return unit;
  }

  #averageHeight() {
    const shown = this.units.querySelectorAll(".unit");
    if (!shown.length) return 120;
    const box = shown[0].getBoundingClientRect();
    return Math.max(40, (shown[shown.length - 1].getBoundingClientRect().bottom - box.top) / shown.length);
  }

  #space() {
    const rest = this.total - this.start - this.count;
    for (const [spacer, number] of [[this.before, this.start], [this.after, rest]]) {
      spacer.hidden = number <= 0;
      spacer.style.height = `${Math.round(number * this.height)}px`;
    }
  }

  #scrolled() {
    clearTimeout(this.settling);
    this.settling = setTimeout(() => this.#fill(), 120);
  }

  async #fill() {
    if (this.loading) return;
    const room = { top: -800, bottom: innerHeight + 800 };
    const before = this.before.getBoundingClientRect();
    const after = this.after.getBoundingClientRect();
    const deep = (spacer) => !spacer.hidden && spacer.getBoundingClientRect().top < 0 && spacer.getBoundingClientRect().bottom > innerHeight;
    if (deep(this.before) || deep(this.after)) {
      const above = deep(this.before) ? 0 : this.start + this.count;
      const box = deep(this.before) ? before : after;
      const index = above + Math.floor(-box.top / this.height);
      await this.#replace({ start: Math.max(0, index - 10) }, { keep: true });
    } else if (!this.after.hidden && after.top < room.bottom) {
      await this.#append();
    } else if (!this.before.hidden && before.bottom > room.top) {
      await this.#prepend();
    }
  }

  async #fetch(query) {
    const url = new URL(this.desk.dataset.unitsUrl, location.href);
    url.searchParams.set("filter", this.desk.dataset.filter);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    this.loading = get(url);
    const result = await this.loading;
    this.loading = null;
    if (!result.ok) return null;
    const template = document.createElement("template");
    template.innerHTML = result.data.html;
    return { ...result.data, nodes: template.content };
  }

  async #append() {
    const more = await this.#fetch({ start: this.start + this.count });
    if (!more) return;
    // The server gives a full window at the end of a text: leave out what is here already.
    const extra = this.#withoutKnown(more.nodes);
    this.after.before(more.nodes);
    this.count += extra;
    this.total = more.total;
    this.#space();
  }

  async #prepend() {
    const first = Math.max(0, this.start - SIZE);
    const more = await this.#fetch({ start: first });
    if (!more) return;
    const anchor = this.units.querySelector(".unit");
    const top = anchor?.getBoundingClientRect().top ?? 0;
    const extra = this.#withoutKnown(more.nodes);
    this.before.after(more.nodes);
    this.start -= extra;
    this.count += extra;
    this.#space();
    if (anchor) scrollBy(0, anchor.getBoundingClientRect().top - top);
  }

  async #replace(query, { keep = false } = {}) {
    const open = this.units.querySelector(".unit--open");
    const more = await this.#fetch(query);
    if (!more) return;
    for (const unit of this.units.querySelectorAll(".unit")) if (unit !== open) unit.remove();
    // The open unit keeps its text area and what was typed in it, wherever it stands.
    if (open) {
      const twin = more.nodes.querySelector(`#${CSS.escape(open.id)}`);
      if (twin) twin.replaceWith(open);
      else {
        open.remove();
        this.desk.dispatchEvent(new CustomEvent("unit-left", { detail: open }));
      }
    }
    this.before.after(more.nodes);
    this.start = more.start;
    this.count = more.count;
    this.total = more.total;
    const y = scrollY;
    this.#space();
    if (keep) scrollTo(0, y);
  }

  #withoutKnown(nodes) {
    for (const unit of nodes.querySelectorAll(".unit")) if (document.getElementById(unit.id)) unit.remove();
    return nodes.querySelectorAll(".unit").length;
  }
}
