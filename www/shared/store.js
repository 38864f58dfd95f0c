/** Reads text from localStorage; returns null where the browser refuses storage. */
export function readText(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

/** Writes text to localStorage, or removes it when the text is null; a refusal is ignored. */
export function writeText(key, text) {
  try {
    if (text === null) localStorage.removeItem(key);
    else localStorage.setItem(key, text);
  } catch {
    return;
  }
}
