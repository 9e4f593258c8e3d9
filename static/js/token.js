// The token against forged requests: the page's own, and a fresh one after a login elsewhere.

const place = () => document.querySelector('meta[name="csrf-token"]');

export const token = () => place().content;

/** A new login in another tab makes the page's token old: take the new one from the page itself. */
export async function renewToken() {
  try {
    const response = await window.fetch(window.location.href, { credentials: "same-origin" });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const fresh = page.querySelector('meta[name="csrf-token"]')?.content;
    if (response.redirected || !fresh) return false;
    place().content = fresh;
    return true;
  } catch {
    return false;
  }
}
