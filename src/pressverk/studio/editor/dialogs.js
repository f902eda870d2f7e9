// Dialogs that the page has ready, with their labels: opened, filled in, answered.

// Resolves with the form's values, or null when it is closed without an answer.
export function ask(name, values = {}) {
  const dialog = document.getElementById(`dialog-${name}`);
  const form = dialog.querySelector("form");
  form.reset();
  for (const [key, value] of Object.entries(values)) {
    const field = form.elements[key];
    if (field && "value" in field) field.value = value;
  }
  return new Promise((resolve) => {
    const answer = (event) => {
      event.preventDefault();
      const given = Object.fromEntries(new FormData(form));
      dialog.returnValue = "done";
      finish(given);
    };
    const finish = (given) => {
      form.removeEventListener("submit", answer);
      dialog.removeEventListener("close", closed);
      if (dialog.open) dialog.close();
      resolve(given);
    };
    const closed = () => finish(null);
    form.addEventListener("submit", answer);
    dialog.addEventListener("close", closed);
    dialog.showModal();
  });
}

export function wireClosing() {
  for (const button of document.querySelectorAll("dialog [data-close]")) {
    button.addEventListener("click", () => button.closest("dialog").close());
  }
}
