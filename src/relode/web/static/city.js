// A page of a city: a link to a folded part opens it; names of places are suggested once they are asked for.
function reveal() {
  const part = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!part) return;
  for (let each = part; each; each = each.parentElement) if (each.tagName === "DETAILS") each.open = true;
  part.scrollIntoView();
}

const names = document.getElementById("names");

async function suggest() {
  if (names.dataset.asked) return;
  names.dataset.asked = "1";
  const got = await fetch(names.dataset.from);
  if (!got.ok) return;
  for (const [value, label] of await got.json()) names.append(new Option(label, value));
}

if (names) for (const input of document.querySelectorAll("input[list=names]")) input.addEventListener("focus", suggest);
document.querySelector(".questions [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
addEventListener("hashchange", reveal);
reveal();
