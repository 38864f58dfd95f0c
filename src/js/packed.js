// The core from inside of the script.

import { load } from 'hoofprint-packed';
import { instantiateBytes } from './instantiate.js';

/** Gives an instance of the module, or a promise of one. */
export const instantiate = (imports) => instantiateBytes(load(), imports);
