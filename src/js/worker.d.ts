import type { Hoofprint } from './index.js';

/** Keeps what a page keeps in localStorage: `chrome.storage.local` or a table of IndexedDB, say. Each function may be asynchronous. */
export interface WorkerStorage {
  /** All that is kept, by its keys. */
  read(): Record<string, string> | Promise<Record<string, string>>;
  /** Keeps a text under a key, in the place of what was there. */
  write(key: string, text: string): unknown;
  /** Deletes what is under a key. */
  remove(key: string): unknown;
}

/**
 * Makes a tracker for a place without pages: a web worker, a service worker, the background of a browser extension. There, nothing
 * is captured by itself unless the options of `init` ask for it. Without `storage` nothing is kept, and each worker is a visitor.
 */
export function createWorkerTracker(options?: { storage?: WorkerStorage }): Hoofprint;
