// Follows a plan run: asks how far it is every second, and shows its page anew when there is more to show.
const LIVE = ["running", "elsewhere"];
const EVERY = 1000;
const AFTER_A_LOSS = 3000;

async function follow() {
  const run = document.getElementById("run");
  if (!LIVE.includes(run.dataset.state)) return;
  let pause = EVERY;
  try {
    const got = await fetch(run.dataset.progress, { cache: "no-store" });
    if (got.ok) await show(run, await got.json());
    else pause = AFTER_A_LOSS;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    document.getElementById("progress-text").textContent = run.dataset.lost;
    pause = AFTER_A_LOSS;
  }
  setTimeout(follow, pause);
}

async function show(run, progress) {
  if (progress.state !== run.dataset.state || progress.version !== run.dataset.version) {
    await anew();
    return;
  }
  const text = document.getElementById("progress-text");
  if (text.textContent !== progress.text) text.textContent = progress.text;
  document.getElementById("progress").value = progress.share;
}

// The parts that change are replaced; what had the focus keeps it.
async function anew() {
  const got = await fetch(location.href, { cache: "no-store" });
  if (!got.ok) return;
  const page = new DOMParser().parseFromString(await got.text(), "text/html");
  const focused = document.activeElement?.id;
  const parts = ["finding", "run", "sources"].map((id) => [document.getElementById(id), page.getElementById(id)]);
  if (parts.flat().includes(null)) location.reload();
  else for (const [now, then] of parts) now.replaceWith(then);
  if (focused) document.getElementById(focused)?.focus();
}

setTimeout(follow, EVERY);
