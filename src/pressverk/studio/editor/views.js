// The other ways to look at the text: as HTML, mail or heard in a frame; in grey, with low vision.

const SLOW = 500; // milliseconds after which it is told that a view is on its way

export function wireViews(form, onFrame, say, texts) {
  let frame = document.getElementById("view-frame");
  const sheets = document.querySelector(".sheets-view");
  const proof = document.querySelector(".proof");
  const buttons = [...document.querySelectorAll("[data-view], [data-frame]")];
  let open = null;
  let slow = 0;

  // A frame whose page has no origin is no longer found by its name.
  const renew = () => {
    const fresh = frame.cloneNode();
    frame.replaceWith(fresh);
    frame = fresh;
    clearTimeout(slow);
    slow = setTimeout(say, SLOW, texts.fetching);
    frame.addEventListener("load", () => { clearTimeout(slow); say(""); });
  };
  const press = (pressed) => buttons.forEach((button) => button.setAttribute("aria-pressed", button === pressed));

  for (const button of buttons) {
    button.hidden = false;
    button.addEventListener("click", () => {
      press(button);
      const isFrame = "frame" in button.dataset;
      if (isFrame) renew();
      frame.hidden = !isFrame;
      sheets.hidden = isFrame;
      proof.classList.toggle("grey", button.dataset.view === "grey");
      proof.classList.toggle("low", button.dataset.view === "low");
      open = isFrame ? button : null;
      document.querySelector(".zoom").classList.toggle("away", isFrame);
    });
  }

  // Show what changed in the frame that is open.
  return () => {
    if (!open) return;
    onFrame();
    renew();
    form.requestSubmit(open);
  };
}
