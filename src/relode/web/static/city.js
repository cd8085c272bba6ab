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
// Browsers lend the clipboard to this machine and to encrypted addresses alone: elsewhere the text is there to be marked.
for (const button of document.querySelectorAll("button[data-copies]")) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copies).value);
    const before = button.textContent;
    button.textContent = button.dataset.copied;
    setTimeout(() => (button.textContent = before), 1500);
  });
}
addEventListener("hashchange", reveal);
reveal();
