// Shows what pages have put into the cache when there is no network: a kept questionnaire with its
// files, the nameless page of a sheet. Served from the folder of the pages that it serves.
"use strict";

// What is shown in place of a page that is not kept; "" where there is no such thing.
const SHELL = "{{ shell|escapejs }}";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

const keptOf = (request, ignoreSearch) => caches.match(request, { ignoreSearch, ignoreVary: true });

self.addEventListener("fetch", (event) => {
  // Pages and their files; what scripts ask for, they handle themselves.
  if (event.request.method !== "GET" || !event.request.destination) {
    return;
  }
  const isPage = event.request.mode === "navigate";
  event.respondWith(
    fetch(event.request).catch(() =>
      keptOf(event.request, isPage)
        .then((kept) => kept || (isPage && SHELL ? keptOf(SHELL, false) : null))
        .then((kept) => kept || Response.error()),
    ),
  );
});
