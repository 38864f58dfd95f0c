// docs/openapi.json: its operations, and whether an answer is one that it describes.

import { readFileSync } from 'node:fs';

import Ajv2020 from 'ajv/dist/2020.js';

const ROOT = 'openapi.json';
export const METHODS = ['get', 'post', 'patch', 'put', 'delete'];

export const description = JSON.parse(readFileSync('docs/openapi.json', 'utf8'));

// What stands around the schemas is no schema, and `format` is only told.
const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false });
ajv.addSchema(description, ROOT);

const pointer = (...parts) => `#/${parts.map((part) => part.replaceAll('~', '~0').replaceAll('/', '~1')).join('/')}`;

/** What stands at a path of the description, references followed; and where. */
function at(...parts) {
  const value = parts.reduce((inside, part) => inside?.[part], description);
  if (value?.$ref === undefined) return { value, parts };
  return at(...value.$ref.slice(2).split('/').map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~')));
}

/** All operations, as `{ path, method, operation }`. */
export const operations = Object.keys(description.paths).flatMap((path) => {
  const { value: item } = at('paths', path);
  return METHODS.filter((method) => item[method]).map((method) => ({ path, method, operation: item[method] }));
});

/** The validator of a schema of `components`. It gives true, or leaves `errors`. */
export const schema = (name) => ajv.getSchema(ROOT + pointer('components', 'schemas', name));

/** What is wrong with an answer of an operation; nothing if it is described. `body` is text. */
export function faults({ path, method }, { status, type, body }) {
  const place = `${method.toUpperCase()} ${path} → ${status}`;
  const item = at('paths', path);
  const response = at(...item.parts, method, 'responses', String(status));
  if (response.value === undefined) return [`${place} is not described: ${body}`];
  const { content } = response.value;
  if (content === undefined) return body === '' ? [] : [`${place} has a body: ${body}`];
  const media = type?.split(';')[0];
  if (content[media] === undefined) return [`${place} is ${type}, not ${Object.keys(content)}`];
  const validate = ajv.getSchema(ROOT + pointer(...response.parts, 'content', media, 'schema'));
  const value = media === 'application/json' ? JSON.parse(body) : body;
  return validate(value) ? [] : validate.errors.map((error) => `${place} ${error.instancePath}: ${error.message} in ${body.slice(0, 500)}`);
}
