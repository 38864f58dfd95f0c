// The other half of pack.rs, which puts LENGTH, FREQUENT (a bit a byte) and TEXT before it.

/** Gives the bytes. */
export function load() {
  const numbers = [];
  let singles = 0;
  for (let code = 32; code < 127; code++) {
    if (!'"$\'<\\`'.includes(String.fromCharCode(code))) numbers[code] = singles++;
  }
  // The last two characters introduce a second one.
  singles -= 2;
  const frequent = [];
  const rare = [];
  for (let byte = 0; byte < 256; byte++) {
    const bits = parseInt(FREQUENT.slice((byte >> 3) * 2, (byte >> 3) * 2 + 2), 16);
    ((bits >> (byte & 7)) & 1 ? frequent : rare).push(byte);
  }
  const bytes = new Uint8Array(LENGTH);
  for (let at = 0, index = 0; index < LENGTH; index++) {
    const number = numbers[TEXT.charCodeAt(at++)];
    const pair = (number - singles) * singles;
    bytes[index] = number < singles ? frequent[number] : rare[pair + numbers[TEXT.charCodeAt(at++)]];
  }
  return bytes;
}
