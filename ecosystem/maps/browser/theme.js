// Light or dark? As the reader's system says, unless he switches; paper is always light.

import { say } from "./dom.js";
import { icon, iconButton } from "./icons.js";

const THEME_NEXT = { auto: "light", light: "dark", dark: "auto" };

/** The theme that is seen, where "auto" is settled. @param {any} state @returns {"light"|"dark"} */
export function themeSeen(state) {
  if (document.documentElement.dataset.print) return "light";
  if (state.theme !== "auto") return state.theme;
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

/** The colours that are seen. @param {any} app */
export function coloursSeen(app) {
  return app.palettes[themeSeen(app.store.get())];
}

/**
 * Keep the page at the theme of the state; who draws in colours hears of it through `app.onTheme`.
 * @param {HTMLElement} root
 * @param {any} app
 */
export function mountTheme(root, app) {
  const page = document.documentElement;
  const show = () => {
    const { theme } = app.store.get();
    if (theme === "auto") delete page.dataset.theme;
    else page.dataset.theme = theme;
    app.onTheme.forEach((listener) => listener());
  };
  const onPaper = (print) => {
    if (print) page.dataset.print = "1";
    else delete page.dataset.print;
    show();
    app.painter.repaint();
  };
  app.onTheme = [];
  app.store.on((_, changed) => changed.has("theme") && show());
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    show();
    app.painter.repaint();
  });
  matchMedia("print").addEventListener("change", (event) => onPaper(event.matches));
  show();
}

/** The switch: as the system, light, dark. @param {any} app */
export function themeButton(app) {
  const { store, words } = app;
  const made = iconButton("auto", "", () => store.set({ theme: THEME_NEXT[store.get().theme] }));
  const show = () => {
    const { theme } = store.get();
    const label = say(words, "theme.is", { theme: say(words, `theme.${theme}`) });
    made.replaceChildren(icon(theme));
    made.setAttribute("aria-label", label);
    made.title = label;
  };
  store.on((_, changed) => changed.has("theme") && show());
  show();
  return made;
}
