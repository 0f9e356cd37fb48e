// Work in the background: ask how far it is, and go to what came of it. Without this script the page loads itself again.

import { get } from "./http.js";

const EVERY = 1500;
const job = document.getElementById("job");
const line = document.getElementById("job-line");
const bar = document.getElementById("job-bar");

async function ask() {
  const { ok, data } = await get(job.dataset.url);
  if (ok && data.state === "done") return void location.replace(data.goal);
  if (ok && data.state === "failed") return void location.reload();
  if (ok) show(data);
  setTimeout(ask, EVERY);
}

function show({ line: sentence, done, total }) {
  // Said anew only when it changed: a screen reader reads it each time.
  if (line.textContent !== sentence) line.textContent = sentence;
  if (!total) return;
  bar.max = total;
  bar.value = done;
}

setTimeout(ask, EVERY);
