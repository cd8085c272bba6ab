// Tells how many pictures of a report have come while the server still draws the others.
const images = [...document.querySelectorAll("main picture img")];
const coming = document.querySelector(".coming");
const [bar, said, lost] = coming.querySelectorAll("progress, [role=status], .lost");
const failed = new Set();

function tell() {
  const come = images.filter((image) => image.complete && image.naturalWidth > 0).length;
  bar.max = images.length;
  bar.value = come;
  said.textContent = `${come} / ${images.length}`;
  lost.hidden = failed.size === 0;
  coming.hidden = come === images.length;
  document.documentElement.dataset.drawn = String(come);
}

for (const image of images) {
  image.addEventListener("load", tell);
  image.addEventListener("error", () => {
    failed.add(image);
    tell();
  });
  if (image.complete && image.naturalWidth === 0) failed.add(image);
}
tell();
