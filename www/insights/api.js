import { Fault } from '../features/api.js';
import { Refused } from '../live/api.js';
import { linesOf } from './lines.js';

const HEADER_SAFE = /^[\x21-\x7e]+$/;
const RUN = '/api/insights/run';
const SAVED_FOR = 10_000;

/** Runs a query. `onProgress` is told how far it is, from 0 to 1; `signal` cancels it, for the collector as well. */
export async function run(query, { key, signal, onProgress = () => {} }) {
  const response = await post(query, 'application/x-ndjson', key, signal);
  for await (const line of linesOf(response.body)) {
    const { progress, result, error } = JSON.parse(line);
    if (error) throw new Fault(error.field ?? '', error.message);
    if (result) return result;
    onProgress(progress);
  }
  throw new Fault('', 'The collector ended the answer before it was whole. Try again in a moment.');
}

/** Runs a query and hands the answer to the browser as a file of CSV. */
export async function downloadCsv(query, name, key) {
  const response = await post(query, 'text/csv', key);
  const link = document.createElement('a');
  link.href = URL.createObjectURL(await response.blob());
  link.download = `${name.replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-|-$/g, '') || 'insight'}.csv`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), SAVED_FOR);
}

async function post(query, accept, key, signal) {
  if (!HEADER_SAFE.test(key)) throw new Refused();
  const headers = { Authorization: `Bearer ${key}`, Accept: accept, 'Content-Type': 'application/json' };
  const response = await fetch(RUN, { method: 'POST', headers, cache: 'no-store', signal, body: JSON.stringify(query) }).catch((error) => {
    if (error.name === 'AbortError') throw error;
    throw new Fault('', 'The collector cannot be reached. Try again in a moment.');
  });
  if (response.ok) return response;
  const body = await response.json().catch(() => null);
  if (response.status === 401 && body?.field === 'authorization') throw new Refused();
  throw new Fault(body?.field ?? '', body?.message ?? `The collector answered ${response.status}.`);
}
