// Small conveniences; every page works without them.

/** A date or a choice in a form that only filters takes effect at once. */
document.addEventListener("change", (event) => {
  const field = /** @type {HTMLElement} */ (event.target);
  const form = field.closest("form[data-at-once]");
  if (form instanceof HTMLFormElement) form.requestSubmit();
});
