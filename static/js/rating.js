// The questionnaire on a phone: every tap is kept in the phone and sent at once, or later when there
// is a network again. Without this script the same page works as plain forms, one screen a request.
(function () {
  "use strict";

  const memory = {};
  const RETRY = { first: 4000, longest: 60000 };

  function load(name) {
    try {
      return JSON.parse(window.localStorage.getItem(name)) || null;
    } catch (error) {
      return memory[name] || null;
    }
  }

  function keep(name, value) {
    memory[name] = value;
    try {
      window.localStorage.setItem(name, JSON.stringify(value));
    } catch (error) {
      // Storage is full or forbidden: the answers live as long as the page does.
    }
  }

  function forget(name) {
    delete memory[name];
    try {
      window.localStorage.removeItem(name);
    } catch (error) {
      // Nothing was kept.
    }
    if (window.caches) {
      window.caches.delete(name);
    }
  }

  function offerPrinting() {
    document.querySelectorAll("[data-print]").forEach((button) => {
      button.hidden = false;
      button.addEventListener("click", () => window.print());
    });
  }

  // --- forms --------------------------------------------------------------------------------
  function bodyOf(form) {
    const pairs = [];
    Array.prototype.forEach.call(form.elements, (control) => {
      const isChoice = control.type === "radio" || control.type === "checkbox";
      if (control.name && control.type !== "submit" && (!isChoice || control.checked)) {
        pairs.push(`${encodeURIComponent(control.name)}=${encodeURIComponent(control.value)}`);
      }
    });
    return pairs.join("&");
  }

  function fill(form, body) {
    const values = {};
    body.split("&").forEach((pair) => {
      const parts = pair.split("=");
      values[decodeURIComponent(parts[0])] = decodeURIComponent(parts[1] || "");
    });
    Array.prototype.forEach.call(form.elements, (control) => {
      if (control.type === "radio") {
        control.checked = values[control.name] === control.value;
      } else if (control.type !== "hidden" && control.name in values) {
        control.value = values[control.name];
      }
    });
  }

  function spoken(form, name) {
    const chosen = form.querySelector(`input[type=radio][name="${name}"]:checked`);
    if (chosen) {
      return chosen.parentNode.textContent.trim();
    }
    const control = form.querySelector(`input[name="${name}"]:not([type=radio]), textarea[name="${name}"]`);
    return control ? control.value.trim() : "";
  }

  // --- one questionnaire --------------------------------------------------------------------
  function Questionnaire(main) {
    const name = `rating:${main.dataset.key}`;
    const texts = main.dataset;
    const screens = {};
    const baseline = {};
    const kept = load(name) || { answers: {}, submit: false, step: "" };
    let isSending = false;
    let wantsReview = false;
    let pause = RETRY.first;
    let timer = null;
    let typing = null;
    let current = "";

    main.querySelectorAll("[data-step]").forEach((screen) => {
      if (screen.classList.contains("screen")) {
        screens[screen.dataset.step] = screen;
      }
    });

    function formOf(step) {
      return screens[step].querySelector("form[data-form]");
    }

    function stepOf(form) {
      return form.querySelector("input[name=step]").value;
    }

    function save() {
      keep(name, kept);
    }

    function waiting() {
      return Object.keys(kept.answers).filter(
        (step) => !kept.answers[step].savedAt && !kept.answers[step].problem,
      );
    }

    function say(kind) {
      main.querySelectorAll("[data-state]").forEach((line) => {
        line.hidden = !kind;
        line.className = `state state--${kind}`;
        line.textContent = kind ? texts[kind] : "";
      });
    }

    function complain(step, problem) {
      const form = formOf(step);
      screens[step].querySelectorAll(".error").forEach((line) => line.remove());
      if (!problem) {
        return;
      }
      const line = document.createElement("p");
      line.className = "error";
      line.setAttribute("role", "alert");
      line.textContent = problem;
      form.insertBefore(line, form.firstChild);
    }

    // --- screens ----------------------------------------------------------------------------
    function show(step, withFocus) {
      current = step;
      Object.keys(screens).forEach((key) => {
        screens[key].hidden = key !== step;
      });
      if (withFocus) {
        window.scrollTo(0, 0);
        const heading = screens[step].querySelector("h1");
        if (heading) {
          heading.focus({ preventScroll: true });
        }
      }
      if (kept.step !== step) {
        kept.step = step;
        save();
      }
    }

    function go(step) {
      if (step !== "review") {
        window.history.pushState({ step: step }, "", formOf(step).getAttribute("action"));
        show(step, true);
        return;
      }
      // The server prints the review: it knows what contradicts itself. Without a network we do.
      wantsReview = true;
      flush();
    }

    function reviewHere() {
      wantsReview = false;
      if (current === "review") {
        return;
      }
      main.querySelectorAll("[data-said]").forEach((cell) => {
        const parts = cell.dataset.said.split(".");
        const text = spoken(formOf(parts[0]), parts[1]);
        cell.textContent = text || texts.unsaid;
        cell.className = text ? "" : "unsaid";
      });
      screens.review.querySelectorAll("[data-fresh], .error").forEach((line) => line.remove());
      window.history.pushState({ step: "review" }, "", formOf("review").getAttribute("action"));
      show("review", true);
    }

    // --- sending ----------------------------------------------------------------------------
    function remember(form) {
      const step = stepOf(form);
      const body = bodyOf(form);
      if (body === baseline[step]) {
        return;
      }
      baseline[step] = body;
      complain(step, "");
      kept.answers[step] = { body: body, savedAt: "" };
      save();
      flush();
    }

    function post(step, body) {
      return window.fetch(formOf(step).getAttribute("action"), {
        method: "POST",
        credentials: "same-origin",
        headers: { Accept: "application/json", "Content-Type": "application/x-www-form-urlencoded" },
        body: body,
      });
    }

    function flush() {
      if (isSending) {
        return;
      }
      window.clearTimeout(timer);
      const step = waiting()[0];
      if (step) {
        send(step, kept.answers[step].body, (answer) => {
          if (kept.answers[step].body === answer.body) {
            kept.answers[step].savedAt = answer.savedAt;
            kept.answers[step].problem = answer.problem;
          }
          save();
          if (answer.problem) {
            wantsReview = false;
            kept.submit = false;
            complain(step, answer.problem);
            show(step, true);
          }
        });
      } else if (kept.submit) {
        send("review", bodyOf(formOf("review")), (answer) => {
          kept.submit = false;
          save();
          if (answer.problem) {
            say("");
            complain("review", answer.problem);
          } else {
            forget(name);
            window.location.replace(texts.path);
          }
        });
      } else if (wantsReview) {
        window.location.assign(formOf("review").getAttribute("action"));
      }
    }

    function send(step, body, done) {
      isSending = true;
      if (!kept.submit) {
        say("saving");
      }
      post(step, body).then(
        (response) => {
          if (response.status === 200 || response.status === 422) {
            return response.json().then((reply) => {
              isSending = false;
              pause = RETRY.first;
              say(reply.problem ? "" : "saved");
              done({ body: body, savedAt: reply.saved_at || "", problem: reply.problem || "" });
              flush();
            });
          }
          if (response.status === 404 || response.status === 409 || response.status === 410) {
            // Sent meanwhile, withdrawn or expired: the server's page says which.
            forget(name);
            window.location.replace(texts.path);
            return null;
          }
          return postpone();
        },
        () => postpone(),
      );
    }

    function postpone() {
      isSending = false;
      say(kept.submit ? "waiting" : "offline");
      if (wantsReview) {
        reviewHere();
      }
      timer = window.setTimeout(flush, pause);
      pause = Math.min(pause * 2, RETRY.longest);
    }

    // --- events -----------------------------------------------------------------------------
    function listen() {
      main.addEventListener("change", (event) => {
        const form = event.target.form;
        if (form && form.dataset.submit === undefined) {
          remember(form);
        }
      });
      main.addEventListener("input", (event) => {
        if (event.target.matches("textarea, input[type=number]")) {
          const form = event.target.form;
          window.clearTimeout(typing);
          typing = window.setTimeout(() => remember(form), 1000);
        }
      });
      main.addEventListener("submit", (event) => {
        const form = event.target;
        if (form.dataset.form === undefined) {
          return;
        }
        event.preventDefault();
        if (form.dataset.submit !== undefined) {
          kept.submit = true;
          save();
          flush();
          return;
        }
        remember(form);
        const step = stepOf(form);
        if (!(kept.answers[step] && kept.answers[step].problem)) {
          go(step === "intro" ? "1" in screens ? "1" : "work" : form.querySelector("[data-next]").dataset.next);
        }
      });
      main.addEventListener("click", (event) => {
        const link = event.target.closest("[data-go]");
        if (link) {
          event.preventDefault();
          kept.submit = false;
          go(link.dataset.go);
        }
      });
      window.addEventListener("popstate", () => show(wanted() || kept.step, true));
      window.addEventListener("online", () => {
        pause = RETRY.first;
        flush();
      });
      document.querySelectorAll("[data-language]").forEach((link) => {
        link.addEventListener("click", () => {
          link.href = `${texts.path}?step=${current}&lang=${link.dataset.language}`;
        });
      });
    }

    function wanted() {
      const step = /[?&]step=(\w+)/.exec(window.location.search);
      return step && screens[step[1]] ? step[1] : "";
    }

    // Put back what the page does not know: answers not sent yet, or sent after it was printed.
    function restore() {
      let isStale = false;
      Object.keys(screens).forEach((step) => {
        const form = formOf(step);
        const answer = kept.answers[step];
        if (answer && (!answer.savedAt || answer.savedAt > texts.savedAt)) {
          isStale = isStale || Boolean(answer.savedAt);
          fill(form, answer.body);
          answer.body = bodyOf(form);
        } else if (answer) {
          delete kept.answers[step];
        }
        baseline[step] = step === "intro" && !texts.savedAt ? "" : bodyOf(form);
        if (answer && answer.problem) {
          complain(step, answer.problem);
        }
      });
      save();
      return isStale;
    }

    function keepPage() {
      const saver = navigator.connection && navigator.connection.saveData;
      if (!texts.worker || saver || !navigator.serviceWorker || !window.caches) {
        return;
      }
      navigator.serviceWorker.register(texts.worker).then(
        () => window.caches.open(name).then((cache) => {
          const files = [texts.path];
          document.querySelectorAll("link[rel=stylesheet], script[src]").forEach((node) => {
            files.push(node.href || node.src);
          });
          files.forEach((file) => {
            window.fetch(file, { credentials: "same-origin" }).then(
              (response) => response.ok && cache.put(file, response),
              () => null,
            );
          });
        }),
        () => null,
      );
    }

    this.start = function () {
      const isStale = restore();
      const printed = Object.keys(screens).filter((step) => !screens[step].hidden)[0];
      show(wanted() || (isStale && kept.step) || printed, false);
      if (isStale && current === "review") {
        current = "";
        reviewHere();
      }
      listen();
      if (kept.submit) {
        say("waiting");
      }
      flush();
      keepPage();
    };
  }

  offerPrinting();
  const over = document.querySelector("[data-finished], [data-closed]");
  if (over && over.dataset.key) {
    forget(`rating:${over.dataset.key}`);
  }
  const main = document.querySelector("[data-rating]");
  if (main && window.fetch) {
    new Questionnaire(main).start();
  }
})();
