// The line that says what the folded form of an article holds: its day, contacts and embargo.

const LOCALES = { sv: "sv-SE", en: "en-GB" }; // as the pages have them

function inWords(value, texts) {
  const [date, clock] = value.split("T");
  const at = new Date(`${date}T12:00`);
  if (Number.isNaN(at.valueOf())) return value;
  const options = { day: "numeric", month: "long", year: "numeric", ...(clock && { weekday: "long" }) };
  const day = new Intl.DateTimeFormat(LOCALES[document.documentElement.lang], options).format(at).replace(",", "");
  const [hour, minute] = clock?.split(":") ?? [];
  return clock ? texts.moment.replace("{day}", day).replace("{hour}", hour).replace("{minute}", minute) : day;
}

export function summarise(form, texts) {
  const line = document.getElementById("particulars-words");
  if (!line) return;
  const { date, embargo } = form.elements;
  const contacts = [...form.querySelectorAll("input[name=contact]:checked + span")].map((each) => each.firstChild.data);
  const words = [
    date?.value ? inWords(date.value, texts) : texts.noDay,
    contacts.join(", ") || texts.noContact,
  ];
  if (embargo) words.push(embargo.value ? texts.embargoUntil.replace("{moment}", inWords(embargo.value, texts)) : texts.noEmbargo);
  line.textContent = words.join(" · ");
}

// Unfold the form when something in it is at fault or to be decided; it isn't folded by itself.
export function unfold(findings) {
  const fold = document.getElementById("particulars");
  const isIn = (each) => each.field && fold?.querySelector(`[data-field="${each.field}"]`);
  if (findings.some((each) => (each.severity === "error" || each.rule === "undecided") && isIn(each))) fold.open = true;
}
