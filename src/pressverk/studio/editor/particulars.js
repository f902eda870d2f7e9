// The line that says what the folded form of an article holds: its day, contacts and embargo.

function inWords(value, options) {
  const at = new Date(value.includes("T") ? value : `${value}T12:00`);
  return Number.isNaN(at.valueOf()) ? value : new Intl.DateTimeFormat(document.documentElement.lang, options).format(at);
}

export function summarise(form, texts) {
  const line = document.getElementById("particulars-words");
  if (!line) return;
  const { date, embargo } = form.elements;
  const contacts = [...form.querySelectorAll("input[name=contact]:checked + span")].map((each) => each.firstChild.data);
  const words = [
    date?.value ? inWords(date.value, { dateStyle: "long" }) : texts.noDay,
    contacts.join(", ") || texts.noContact,
  ];
  if (embargo) words.push(embargo.value ? texts.embargoUntil.replace("{moment}", inWords(embargo.value, { dateStyle: "long", timeStyle: "short" })) : texts.noEmbargo);
  line.textContent = words.join(" · ");
}

// Unfold the form when something in it is at fault or to be decided; it isn't folded by itself.
export function unfold(findings) {
  const fold = document.getElementById("particulars");
  const isIn = (each) => each.field && fold?.querySelector(`[data-field="${each.field}"]`);
  if (findings.some((each) => (each.severity === "error" || each.rule === "undecided") && isIn(each))) fold.open = true;
}
