const given = process.env.MILLRACE_SEED

/** The seed of random tests: `MILLRACE_SEED`, a number or the hash of a commit; else a fixed one. */
export const seed = given === undefined ? 1 : /^\d+$/.test(given) ? Number(given) % 2 ** 31 : Number.parseInt(given.slice(0, 7), 16) || 1

/** Continuous integration runs a slice of the long tests. */
export const slice = process.env.MILLRACE_SLICE !== undefined
