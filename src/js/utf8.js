// Text as bytes, for pages that have no classes for that: Jest's. What is bundled for `require` has it in their places.

const LONE_SURROGATES = /[\ud800-\udfff]/gu;

class Encoder {
  encode(text) {
    const percent = encodeURIComponent(text.replace(LONE_SURROGATES, '\ufffd'));
    const bytes = percent.replace(/%(..)/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
    return Uint8Array.from(bytes, (byte) => byte.charCodeAt(0));
  }
}

class Decoder {
  decode(bytes) {
    return decodeURIComponent(Array.from(bytes, (byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''));
  }
}

export const TextEncoder = globalThis.TextEncoder ?? Encoder;
export const TextDecoder = globalThis.TextDecoder ?? Decoder;
