// Which panels stand around the map, in the order in which they are mounted? It is also the order of the Tab key.
// Everything with the class "panel" covers a part of the map: names keep clear of it.

import { mountBridge } from "./bridge.js";
import { mountCard } from "./card.js";
import { mountFrame } from "./frame.js";
import { mountHead } from "./head.js";
import { mountKeyboard } from "./keyboard.js";
import { mountLegend } from "./legend.js";
import { followLinks } from "./link.js";
import { mountTheme } from "./theme.js";
import { mountTools, openFirst } from "./tools.js";
import { mountTree } from "./tree.js";
import { mountVoice } from "./voice.js";

/** @type {((root: HTMLElement, app: any) => void)[]} */
export const MOUNTS = [
  mountVoice,
  mountTheme,
  mountHead,
  mountTools,
  mountCard,
  mountLegend,
  mountTree,
  mountKeyboard,
  mountFrame,
  (_, app) => openFirst(app),
  (_, app) => followLinks(app),
  mountBridge,
];
