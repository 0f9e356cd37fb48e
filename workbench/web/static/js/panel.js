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

  const handle = panel.querySelector(".panel__handle");
  handle?.addEventListener("click", () => {
    const open = panel.dataset.sheet !== "open";
    if (open) panel.dataset.sheet = "open";
    else delete panel.dataset.sheet;
    handle.setAttribute("aria-expanded", String(open));
  });
  handle?.setAttribute("aria-expanded", String(panel.dataset.sheet === "open"));
}
