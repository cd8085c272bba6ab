// Questions to the server: one that is lost, cut off, or answered by something else on the way says so and is put again.
const AGAIN = [1000, 2000, 4000, 8000];
const PATIENCE = 60_000;
const BUSY = [429, 502, 503, 504];

// Whether the answer and its content came, {ok, content}; null where it must be asked for again.
async function once(address, read, cache) {
  try {
    const got = await fetch(address, { cache, signal: AbortSignal.timeout(PATIENCE) });
    return BUSY.includes(got.status) ? null : { ok: got.ok, content: await read(got) };
  } catch (error) {
    // No connection, no whole answer, none in time, or a page of somebody else in place of JSON.
    if (!(error instanceof TypeError || error instanceof SyntaxError || error.name === "TimeoutError")) throw error;
    return null;
  }
}

// The answer at an address, however often it must be asked for; `lost` is called each time that it did not come, and
// `read` takes the content from it. What has its version in its address may come from the `cache` of the browser.
export async function answered(address, lost, read = (got) => got.json(), cache = "no-store") {
  for (let tried = 0; ; tried += 1) {
    const answer = await once(address, read, cache);
    if (answer) return answer;
    lost();
    await new Promise((done) => setTimeout(done, AGAIN[Math.min(tried, AGAIN.length - 1)]));
  }
}

// What is done over and over, never twice at a time: asked for while it is under way, it is done once more afterwards.
export function oneAtATime(work) {
  let isUnderWay = false;
  let isWanted = false;
  return async () => {
    isWanted = true;
    if (isUnderWay) return;
    isUnderWay = true;
    try {
      while (isWanted) {
        isWanted = false;
        await work();
      }
    } finally {
      isUnderWay = false;
    }
  };
}
