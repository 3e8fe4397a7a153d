// What a slider says is seen while it moves; the answer follows when it rests.

document.addEventListener("input", (event) => {
  const slider = /** @type {HTMLInputElement} */ (event.target);
  if (slider.type !== "range") return;
  const said = document.querySelector(`output[for="${CSS.escape(slider.id)}"]`);
  if (said) said.textContent = slider.value;
});

/** What needs a script is shown where there is one. */
for (const each of document.querySelectorAll("[data-needs-script]")) each.removeAttribute("hidden");
document.addEventListener("click", (event) => {
  if (/** @type {HTMLElement} */ (event.target).closest("[data-print]")) window.print();
});
