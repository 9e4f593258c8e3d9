// Shows a kept questionnaire when there is no network. The page itself puts its copy into the cache
// when the questions are open, and removes it when the answers are sent.
"use strict";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  if (event.request.method !== "GET") {
    return;
  }
  const isPage = event.request.mode === "navigate";
  event.respondWith(
    fetch(event.request).catch(() =>
      caches
        .match(event.request, { ignoreSearch: isPage, ignoreVary: true })
        .then((kept) => kept || Response.error()),
    ),
  );
});
