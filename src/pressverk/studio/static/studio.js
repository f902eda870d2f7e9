// What every screen shares: the token on each request, events, the state of the connection.
"use strict";

const meta = (name) => document.querySelector(`meta[name="${name}"]`)?.content ?? "";

document.addEventListener("htmx:configRequest", (event) => {
  event.detail.headers["X-CSRF-Token"] = meta("csrf-token");
});

// Say something to those who listen to the page.
function announce(text) {
  const place = document.getElementById("announcements");
  place.textContent = "";
  setTimeout(() => { place.textContent = text; }, 50);
}

// Menus close as people expect: by Escape, and when the focus leaves them.
for (const menu of document.querySelectorAll("details.menu")) {
  menu.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && menu.open) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
  document.addEventListener("click", (event) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
}

// Elements with data-on="article another" get the event "studio:article", with what happened.
// A hidden tab listens to nothing: a browser has six connections for all tabs of a server.
function listen(address) {
  const offline = document.getElementById("offline");
  let source = null;
  let timer = 0;
  const isOnline = () => {
    clearTimeout(timer);
    offline.hidden = true;
    document.dispatchEvent(new CustomEvent("studio:online"));
  };
  const pass = (kind) => (event) => {
    const detail = JSON.parse(event.data);
    document.dispatchEvent(new CustomEvent(`studio:${kind}`, { detail }));
    document.body.dispatchEvent(new CustomEvent(`studio:${kind}`, { detail }));
  };
  const open = () => {
    source = new EventSource(address);
    source.addEventListener("open", isOnline);
    source.addEventListener("error", () => {
      clearTimeout(timer);
      timer = setTimeout(() => { offline.hidden = false; }, 3000);
    });
    for (const kind of ["article", "presence", "campaign", "comment"]) source.addEventListener(kind, pass(kind));
  };
  const close = () => {
    clearTimeout(timer);
    source?.close();
    source = null;
  };
  const follow = () => {
    if (document.hidden) close();
    else if (!source) open();
  };
  // A connection that is open doesn't notice that the network is gone.
  addEventListener("offline", () => { offline.hidden = false; });
  addEventListener("online", isOnline);
  addEventListener("pagehide", close);
  document.addEventListener("visibilitychange", follow);
  follow();
}

// <main data-writing="name"> tells colleagues that somebody has the article open.
if (document.body.dataset.events) {
  const writing = document.querySelector("[data-writing]")?.dataset.writing;
  const query = writing ? `?writing=${encodeURIComponent(writing)}` : "";
  listen(document.body.dataset.events + query);
}

// A form with data-submit goes as soon as something is chosen in it; its button is for the rest.
for (const form of document.querySelectorAll("form[data-submit]")) {
  form.addEventListener("change", () => form.requestSubmit());
  form.addEventListener("submit", () => {
    form.setAttribute("aria-busy", "true");
    announce(form.dataset.submit);
  });
}

// A button that was clicked isn't clicked again while its form is on its way.
document.addEventListener("submit", (event) => {
  if (event.target.dataset.sent) event.preventDefault();
  event.target.dataset.sent = "yes";
  setTimeout(() => delete event.target.dataset.sent, 5000);
});
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

window.studio = { announce, csrf: () => meta("csrf-token"), nonce: () => meta("csp-nonce") };
