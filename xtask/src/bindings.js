// What wasm-bindgen's bindings stand on, for one core that lives as long as its page: in place of wasm-bindgen's own (trim.rs).

let wasm;
let encoder;
let decoder;
const heap = Array(1024).concat(undefined, null, true, false);
let heap_next = heap.length;
let WASM_VECTOR_LEN;
let memory = new Uint8Array();
let view;

function addHeapObject(object) {
  if (heap_next === heap.length) heap.push(heap.length + 1);
  const index = heap_next;
  heap_next = heap[index];
  heap[index] = object;
  return index;
}

function getObject(index) {
  return heap[index];
}

function takeObject(index) {
  const object = heap[index];
  // The first ones are always there.
  if (index >= 1028) {
    heap[index] = heap_next;
    heap_next = index;
  }
  return object;
}

function isLikeNone(value) {
  return value === undefined || value === null;
}

function handleError(call) {
  return (...args) => {
    try {
      return call(...args);
    } catch (error) {
      wasm.STORE_ERROR(addHeapObject(error));
    }
  };
}

/** The core's memory. Where that has grown, what was taken of it before has no length any more. */
function bytes() {
  if (!memory.length) {
    memory = new Uint8Array(wasm.memory.buffer);
    view = new DataView(memory.buffer);
  }
  return memory;
}

function getDataViewMemory0() {
  bytes();
  return view;
}

function getArrayU8FromWasm0(pointer, length) {
  return bytes().subarray(pointer, pointer + length);
}

function getArrayU32FromWasm0(pointer, length) {
  return new Uint32Array(wasm.memory.buffer, pointer, length);
}

function getStringFromWasm0(pointer, length) {
  return decoder.decode(getArrayU8FromWasm0(pointer, length));
}

function passStringToWasm0(text) {
  const { length } = text;
  let pointer = wasm.MALLOC(length, 1);
  const memory = bytes();
  let at = 0;
  // Most texts are short and ASCII, which costs no array.
  for (let code; at < length && (code = text.charCodeAt(at)) < 128; at++) memory[pointer + at] = code;
  if (at < length) {
    const encoded = encoder.encode(text);
    at = encoded.length;
    pointer = wasm.REALLOC(pointer, length, at, 1);
    bytes().set(encoded, pointer);
  }
  WASM_VECTOR_LEN = at;
  return pointer;
}

/** Puts a text, or nothing, where the core expects its address and length. */
function giveText(place, text) {
  const pointer = isLikeNone(text) ? 0 : passStringToWasm0(text);
  getDataViewMemory0().setInt32(place, pointer, true);
  view.setInt32(place + 4, WASM_VECTOR_LEN, true);
}

/** Lets the core be called. */
export function start(instance) {
  // Not before: an engine that has none of them is to load this script all the same.
  encoder = new TextEncoder();
  decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  wasm = instance.exports;
}

export { __wbg_get_imports as imports };
