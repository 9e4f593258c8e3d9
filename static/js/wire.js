// Cells to the portal and back, with the reason in a word when there is no answer.
import { renewToken, token } from "./token.js";

const PATIENCE = 20000;

/**
 * Ask `url`; return the answer (null without one) and why nothing came: offline, login, locked,
 * broken, or "" when all is well; `said` is the portal's own word of a refusal.
 */
export async function ask(url, options) {
  let response = await request(url, options);
  if (response?.status === 403 && options.method === "POST" && (await renewToken())) {
    response = await request(url, options);
  }
  if (!response) return { answer: null, trouble: "offline" };
  if (response.redirected || response.status === 403) return { answer: null, trouble: "login" };
  if (!response.ok) {
    const word = await response.json().catch(() => null);
    return { answer: null, trouble: response.status === 409 ? "locked" : "broken", said: word?.error || "" };
  }
  return { answer: await response.json().catch(() => null), trouble: "" };
}

async function request(url, options) {
  // A form's body brings its own type.
  const type = typeof options.body === "string" ? { "Content-Type": "application/json" } : {};
  try {
    return await window.fetch(url, {
      ...options,
      credentials: "same-origin",
      redirect: "follow",
      headers: { ...type, "X-CSRFToken": token(), Accept: "application/json" },
      signal: AbortSignal.timeout(PATIENCE),
    });
  } catch {
    return null;
  }
}
