/** Methods that do nothing and give `undefined`, by their names. */
export const noops = (names) => Object.fromEntries(names.split(' ').map((name) => [name, () => {}]));
