/** Gives the lines of a stream of bytes as they come in, without their ends; empty ones are left out. */
export async function* linesOf(stream) {
  const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    const lines = (rest + (value ?? '')).split('\n');
    rest = done ? '' : lines.pop();
    yield* lines.filter((line) => line.trim() !== '');
    if (done) return;
  }
}
