// What every page does with a script: shortcuts for whatever carries `data-keys`, which is clicked, or gets the focus
// if it is a field. Everything here has a link, too.

import { bind } from "./keys.js";

for (const element of document.querySelectorAll("[data-keys]")) {
  bind({
    [element.dataset.keys]: {
      label: element.dataset.keysLabel ?? element.textContent.trim(),
      run: () => (element.matches("input, textarea") ? element.focus() : element.click()),
    },
  });
}
