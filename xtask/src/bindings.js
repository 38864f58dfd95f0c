// What wasm-bindgen's bindings stand on, for one core that lives as long as its page: in place of wasm-bindgen's own (trim.rs).

let wasm;
const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const heap = Array(1024).concat(undefined, null, true, false);
let heap_next = heap.length;
let WASM_VECTOR_LEN;

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

function makeClosure(a, b, call) {
  return (...args) => call(a, b, ...args);
}

function getDataViewMemory0() {
  return new DataView(wasm.memory.buffer);
}

function getArrayU8FromWasm0(pointer, length) {
  return new Uint8Array(wasm.memory.buffer, pointer, length);
}

function getArrayU32FromWasm0(pointer, length) {
  return new Uint32Array(wasm.memory.buffer, pointer, length);
}

function getStringFromWasm0(pointer, length) {
  return decoder.decode(getArrayU8FromWasm0(pointer, length));
}

function passStringToWasm0(text) {
  const bytes = encoder.encode(text);
  const pointer = wasm.MALLOC((WASM_VECTOR_LEN = bytes.length), 1);
  getArrayU8FromWasm0(pointer, WASM_VECTOR_LEN).set(bytes);
  return pointer;
}

/** Puts a text, or nothing, where the core expects its address and length. */
function giveText(place, text) {
  const pointer = isLikeNone(text) ? 0 : passStringToWasm0(text);
  const memory = getDataViewMemory0();
  memory.setInt32(place, pointer, true);
  memory.setInt32(place + 4, WASM_VECTOR_LEN, true);
}

/** Lets the core be called. */
export function start(instance) {
  wasm = instance.exports;
}

export { __wbg_get_imports as imports };
