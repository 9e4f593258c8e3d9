// The page of the sheet that this tab shows, kept so that it opens again without a network: decision 0042.
// Names stand on it. It lies in the memory of this tab alone, while the tab shows the sheet, and opens only
// for the session that saw it. Files of the portal without any name are kept for longer.

const NAME = "sheet-page";
const SHELLS = "sheet-shell:";
// What needs a network, belongs to one visit only, or is brought along anew.
const LEFT_OUT = "[data-sheet-offline], [data-unsent], .messages, .page__actions, .crumbs, details, #sheet-data, input[type=hidden]";

/** What the portal says of the session: «user.mark»; "" after a log-out. */
const session = () => /(?:^|; )kept_page=([^;]*)/.exec(document.cookie)?.[1] || "";

export const userOfSession = () => session().split(".")[0];

/** The page kept of a path; one that another session saw is forgotten. */
export function pageKept(path) {
  try {
    const page = JSON.parse(sessionStorage.getItem(NAME));
    if (page && page.session !== session()) sessionStorage.removeItem(NAME);
    else if (page?.path === path) return page;
  } catch {
    // No storage, nothing kept.
  }
  return null;
}

/** What is to be kept of the page as it came, before scripts have changed it. */
export function asSeen() {
  const copy = document.querySelector("main").cloneNode(true);
  copy.querySelectorAll(LEFT_OUT).forEach((part) => part.remove());
  return copy.innerHTML;
}

/** Keep the page whenever it is left, with the cells as the portal has them then. */
export function keepPage(html, model, sync) {
  const page = { session: session(), path: window.location.pathname, title: document.title, html };
  const write = () => {
    try {
      sessionStorage.removeItem(NAME);
      if (!page.session || sync.trouble === "locked") return;
      const data = { ...model.data, cursor: sync.cursor, cells: model.savedCells() };
      sessionStorage.setItem(NAME, JSON.stringify({ ...page, at: sync.heardAt, data }));
    } catch {
      // Too large or forbidden: what is not saved lies elsewhere all the same.
    }
  };
  write();
  window.addEventListener("pagehide", write);
}

/** Have the worker, the nameless page and its files ready for the time without a network. */
export async function keepShell({ worker, shell, release }) {
  if (!navigator.serviceWorker || !window.caches || navigator.connection?.saveData) return;
  try {
    await navigator.serviceWorker.register(worker);
    const name = SHELLS + release;
    const old = (await caches.keys()).filter((one) => one.startsWith(SHELLS) && one !== name);
    await Promise.all(old.map((one) => caches.delete(one)));
    const cache = await caches.open(name);
    const answer = await fetch(shell);
    if (!answer.ok || answer.redirected) return;
    const html = await answer.clone().text();
    const wanted = new Set([...filesOf(html), ...filesLoaded()]);
    await Promise.all([...wanted].map(async (file) => (await cache.match(file)) || cache.add(file)));
    // Last: whoever finds the page finds its files too.
    await cache.put(shell, answer);
  } catch {
    // Without a worker, without room or without a network the page is not there offline, as before.
  }
}

function filesOf(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  return [...page.querySelectorAll("link[rel=stylesheet], link[rel=icon], script[src]")].map(
    (node) => node.getAttribute("href") || node.getAttribute("src"),
  );
}

/** The files of the portal that this page has loaded: modules and fonts stand in no tag of it. */
function filesLoaded() {
  const folder = new URL("..", import.meta.url).pathname.replace(/js\/$/, "");
  return performance.getEntriesByType("resource")
    .map((entry) => new URL(entry.name))
    .filter((url) => url.origin === window.location.origin && url.pathname.startsWith(folder))
    .map((url) => url.pathname);
}
