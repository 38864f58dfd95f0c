// Run by `node --eval`, with file names as arguments. Prints each one's sizes as the web's own zlib and brotli give them.
import { readFileSync } from 'node:fs';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const brotli = (bytes) =>
  brotliCompressSync(bytes, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
  });

console.log(
  JSON.stringify(
    process.argv.slice(1).map((file) => {
      const bytes = readFileSync(file);
      return { raw: bytes.length, gzip: gzipSync(bytes, { level: 9 }).length, brotli: brotli(bytes).length };
    }),
  ),
);
