// The panel beside the open unit: tabs by click and by arrow keys (WAI-ARIA tabs pattern), a sheet on narrow screens.

export function initPanel(panel) {
  const tabs = [...panel.querySelectorAll('[role="tab"]')];
  const remembered = panel.dataset.tab;

  function choose(tab, { focus = false } = {}) {
    for (const each of tabs) {
      const chosen = each === tab;
      each.setAttribute("aria-selected", String(chosen));
      each.tabIndex = chosen ? 0 : -1;
      panel.querySelector(`#${each.getAttribute("aria-controls")}`).hidden = !chosen;
    }
    panel.dataset.tab = tab.id;
    if (focus) tab.focus();
  }

  for (const tab of tabs) {
    tab.addEventListener("click", () => choose(tab));
    tab.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      const at = tabs.indexOf(tab);
      if (step) choose(tabs[(at + step + tabs.length) % tabs.length], { focus: true });
      else if (event.key === "Home") choose(tabs[0], { focus: true });
      else if (event.key === "End") choose(tabs.at(-1), { focus: true });
      else return;
      event.preventDefault();
    });
  }
  const again = tabs.find((tab) => tab.id === remembered);
  if (again) choose(again);

  // On narrow screens the panel is a sheet at the foot of the window; it stays as it was from unit to unit.
  const handle = panel.querySelector(".panel__handle");
  panel.dataset.sheet ??= "closed";
  handle?.setAttribute("aria-expanded", String(panel.dataset.sheet === "open"));
  handle?.addEventListener("click", () => {
    panel.dataset.sheet = panel.dataset.sheet === "open" ? "closed" : "open";
    handle.setAttribute("aria-expanded", String(panel.dataset.sheet === "open"));
  });
}
