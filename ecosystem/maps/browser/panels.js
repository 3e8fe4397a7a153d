// Which panels stand around the map, in the order in which they are mounted?

/** @type {((root: HTMLElement, app: object) => void)[]} */
export const MOUNTS = [];
