// DuckDB for the benchmark: a database file as the only argument; a statement a line on standard input, as JSON text; for
// each a line of JSON on standard output, its rows or what is wrong.

import { createInterface } from 'node:readline';

import { DuckDBInstance } from '@duckdb/node-api';

const instance = await DuckDBInstance.create(process.argv[2]);
const connection = await instance.connect();
for await (const line of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(await answer(JSON.parse(line)), plain));
}

async function answer(sql) {
  try {
    return { rows: (await connection.runAndReadAll(sql)).getRows() };
  } catch (error) {
    return { error: error.message };
  }
}

/** Counts come as big integers, which JSON has not. */
function plain(_, value) {
  return typeof value === 'bigint' ? Number(value) : value;
}
