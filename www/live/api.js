const HEADER_SAFE = /^[\x21-\x7e]+$/;

/** The collector did not accept the read key. */
export class Refused extends Error {}

/** Asks the collector for a path of its read API; the answer is a `Response` with status 200. */
export async function request(path, key, parameters = {}, signal) {
  if (!HEADER_SAFE.test(key)) throw new Refused();
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined && value !== null && value !== '');
  const query = new URLSearchParams(given);
  const response = await fetch(`${path}${given.length > 0 ? `?${query}` : ''}`, {
    headers: { Authorization: `Bearer ${key}` },
    cache: 'no-store',
    signal,
  });
  if (response.status === 401 || response.status === 403) throw new Refused();
  if (!response.ok) throw new Error(`The collector answered ${response.status}`);
  return response;
}

/** Asks for a path of the read API and decodes the JSON. */
export async function requestJson(path, key, parameters) {
  return (await request(path, key, parameters)).json();
}
