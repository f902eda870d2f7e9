// One stream of events for all tabs: a browser has six connections to a server (HTTP/1.1). It runs in
// a shared worker; in a browser that has none, each tab runs it by itself.
"use strict";

const KINDS = ["article", "presence", "campaign", "comment"];
const AGAIN = 5000; // milliseconds until a stream that was refused is asked for again

// Follow what happens for those who listen: a map of what gets each event to what it needs,
// { address, session, writing }.
function openStream(listeners) {
  let source = null;
  let opened = "";
  let timer = 0;
  let state = "";
  const tell = (kind, data = "") => {
    state = kind === "online" || kind === "offline" || kind === "logged-out" ? kind : state;
    for (const listener of listeners.keys()) listener(kind, data);
  };
  const close = () => {
    clearTimeout(timer);
    source?.close();
    source = null;
    opened = "";
  };
  // Whether the session has ended or the server is gone: a stream doesn't tell why it was refused.
  const refused = async (address) => {
    const stop = new AbortController();
    try {
      const { status } = await fetch(address, { signal: stop.signal });
      tell(status === 401 ? "logged-out" : "offline");
    } catch {
      tell("offline");
    } finally {
      stop.abort();
    }
  };
  const follow = () => {
    const all = [...listeners.values()];
    if (!all.length) return close();
    const { address, session } = all.at(-1);
    const writing = [...new Set(all.map((each) => each.writing).filter(Boolean))].sort();
    const query = new URLSearchParams(writing.map((name) => ["writing", name])).toString();
    const wanted = query ? `${address}?${query}` : address;
    if (source && opened === `${wanted} ${session}`) return undefined;
    close();
    opened = `${wanted} ${session}`;
    source = new EventSource(wanted);
    source.addEventListener("open", () => tell("online"));
    source.addEventListener("error", () => {
      if (source?.readyState !== EventSource.CLOSED) return tell("offline");
      close();
      refused(wanted);
      timer = setTimeout(follow, AGAIN);
      return undefined;
    });
    for (const kind of KINDS) source.addEventListener(kind, ({ data }) => tell(kind, data));
    return undefined;
  };
  return { follow, state: () => state };
}

if (typeof SharedWorkerGlobalScope === "undefined") {
  window.openStream = openStream;
} else {
  const listeners = new Map();
  const stream = openStream(listeners);
  globalThis.onconnect = ({ ports: [port] }) => {
    const send = (kind, data) => port.postMessage([kind, data]);
    port.onmessage = ({ data }) => {
      if (data) listeners.set(send, data);
      else listeners.delete(send);
      stream.follow();
      if (data && stream.state()) send(stream.state(), "");
    };
  };
}
