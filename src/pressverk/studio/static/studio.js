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

// What happens arrives as "studio:article" and so on. A hidden tab listens to nothing.
// Whoever writes in an article says so by data-writing, which tells colleagues.
function listen({ events: address, worker }) {
  const banners = { offline: document.getElementById("offline"), "logged-out": document.getElementById("logged-out") };
  let timer = 0;
  const show = (kind) => {
    clearTimeout(timer);
    for (const [name, banner] of Object.entries(banners)) banner.hidden = name !== kind;
    if (kind === "online") document.dispatchEvent(new CustomEvent("studio:online"));
  };
  const heard = (kind, data) => {
    clearTimeout(timer);
    if (kind === "offline") timer = setTimeout(show, 3000, kind);
    else if (!data) show(kind);
    else {
      const detail = JSON.parse(data);
      document.dispatchEvent(new CustomEvent(`studio:${kind}`, { detail }));
      document.body.dispatchEvent(new CustomEvent(`studio:${kind}`, { detail }));
    }
  };
  const wish = {
    address: new URL(address, location.href).href,
    session: meta("csrf-token"),
    writing: document.querySelector("[data-writing]")?.dataset.writing,
  };
  let follow = null;
  if (window.SharedWorker) {
    const { port } = new SharedWorker(worker);
    port.onmessage = ({ data }) => heard(...data);
    follow = (isHere) => port.postMessage(isHere ? wish : null);
  } else {
    const listeners = new Map();
    const stream = window.openStream(listeners);
    follow = (isHere) => {
      listeners.clear();
      if (isHere) listeners.set(heard, wish);
      stream.follow();
    };
  }
  // A connection that is open doesn't notice that the network is gone.
  addEventListener("offline", () => show("offline"));
  addEventListener("online", () => show("online"));
  addEventListener("pagehide", () => follow(false));
  addEventListener("pageshow", ({ persisted }) => persisted && follow(true));
  document.addEventListener("visibilitychange", () => follow(!document.hidden));
  follow(!document.hidden);
}

if (document.body.dataset.events) listen(document.body.dataset);

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
