// Undo and words that aren't saved survive a reload: they are kept in this window's session.
import { historyField } from "@codemirror/commands";

const FIELDS = { history: historyField };
const LARGEST = 2_000_000; // characters, of the five million that browsers keep

const keyOf = ({ article, part }) => `pressverk:${article}:${part}`;

export function keep(state, about, fields) {
  let written = JSON.stringify({ state: state.toJSON(FIELDS), ...about, fields });
  if (written.length > LARGEST) written = JSON.stringify({ doc: state.doc.toString(), ...about, fields });
  try {
    sessionStorage.setItem(keyOf(about), written);
  } catch {
    // Full or forbidden: the server has the versions.
  }
}

export function kept(about) {
  try {
    const found = JSON.parse(sessionStorage.getItem(keyOf(about)) ?? "null");
    return found && { ...found, doc: found.doc ?? found.state.doc };
  } catch {
    return null;
  }
}

export function forget(about) {
  try {
    sessionStorage.removeItem(keyOf(about));
  } catch {
    // As above.
  }
}

export const historyFields = FIELDS;
