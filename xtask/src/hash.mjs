// The hash of each script and module of this directory, as `integrity` attributes have it (Subresource Integrity).
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';

const files = readdirSync('.').filter((file) => /\.(js|mjs|cjs|wasm)$/.test(file)).sort();
const integrity = (file) => `sha384-${createHash('sha384').update(readFileSync(file)).digest('base64')}`;
console.log(JSON.stringify(Object.fromEntries(files.map((file) => [file, integrity(file)])), null, 2));
