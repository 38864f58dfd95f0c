/** Makes a function that runs tasks, at most `limit` of them at a time, in the order they were given. */
export function makeQueue(limit) {
  const waiting = [];
  let running = 0;

  const next = async () => {
    if (running >= limit || waiting.length === 0) return;
    running += 1;
    const { task, resolve, reject } = waiting.shift();
    try {
      resolve(await task());
    } catch (error) {
      reject(error);
    }
    running -= 1;
    next();
  };

  return (task) =>
    new Promise((resolve, reject) => {
      waiting.push({ task, resolve, reject });
      next();
    });
}
