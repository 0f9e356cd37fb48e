// Talk to the server: send a form and read its answer as JSON.
//
// Every answer is a plain {ok, status, data}; nothing here throws. Status 0 says that no answer came: the network is
// away, or the server took longer than PATIENCE. A page may stay open for days: when its form token has become old,
// a fresh one is fetched and the form is sent once more. That is safe because every use case answers the same when
// it is asked twice.

const PATIENCE = 30_000;
const SESSION = "/session.json";

/** The token that every form needs; it stands in the head of each page. */
export function csrf() {
  return meta()?.content ?? "";
}

/**
 * Send fields like a form does.
 * @param {string} url
 * @param {Record<string, string | number> | FormData | URLSearchParams} fields
 */
export async function post(url, fields) {
  const first = await send(url, fields);
  if (first.status !== 400 || first.data.error?.code !== "stale-form") return first;
  return (await refreshToken()) ? send(url, fields) : first;
}

/** Read JSON. */
export function get(url) {
  return answer(url, {});
}

/** The sentence of a refusal, in the reader's language; empty where the server gave none. */
export function message(result) {
  return result.data.error?.message ?? "";
}

function send(url, fields) {
  const body = new URLSearchParams(fields instanceof FormData ? [...fields] : fields);
  body.set("csrf_token", csrf());
  return answer(url, { method: "POST", body });
}

async function answer(url, options) {
  let response;
  try {
    response = await fetch(url, {
      ...options,
      headers: { Accept: "application/json" },
      credentials: "same-origin",
      signal: AbortSignal.timeout(PATIENCE),
    });
  } catch {
    return { ok: false, status: 0, data: {} };
  }
  return { ok: response.ok, status: response.status, data: await json(response) };
}

async function json(response) {
  try {
    return (await response.json()) ?? {};
  } catch {
    return {};
  }
}

async function refreshToken() {
  const { data } = await get(SESSION);
  if (!data.csrf || !meta()) return false;
  meta().content = data.csrf;
  // The page's plain forms carry the old token too.
  for (const input of document.querySelectorAll("input[name=csrf_token]")) input.value = data.csrf;
  return true;
}

function meta() {
  return document.querySelector("meta[name=csrf-token]");
}
