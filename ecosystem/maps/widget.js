// The map as a widget of a notebook: the standalone page in a frame, and messages to and from it.
// This module is not part of that page; anywidget loads it.

const WIDGET_KEYS = ["selection", "filters", "camera"];

function render({ model, el }) {
  const frame = document.createElement("iframe");
  frame.setAttribute("sandbox", "allow-scripts allow-downloads");
  frame.title = model.get("title");
  frame.style.cssText = `width:100%;height:${Number(model.get("height"))}px;border:1px solid #7a8692`;
  frame.srcdoc = model.get("page");
  let hearing = false; // what the page has just said is not said back to it
  const tell = () => {
    if (hearing) return;
    const told = Object.fromEntries(WIDGET_KEYS.map((key) => [key, model.get(key)]));
    frame.contentWindow?.postMessage({ ecomap: "set", ...told }, "*");
  };
  const hear = ({ source, data }) => {
    if (source !== frame.contentWindow) return;
    if (data?.ecomap === "ready") tell();
    if (data?.ecomap !== "state") return;
    hearing = true;
    for (const key of WIDGET_KEYS) model.set(key, data[key]);
    model.save_changes();
    hearing = false;
  };
  window.addEventListener("message", hear);
  for (const key of WIDGET_KEYS) model.on(`change:${key}`, tell);
  el.append(frame);
  return () => window.removeEventListener("message", hear);
}

export default { render };
