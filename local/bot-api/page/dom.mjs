import { language } from './words.mjs';

/** The only way in which this page makes elements: texts are text nodes, so nothing that a bot or a person writes becomes markup. */
export function element(name, properties = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (value === undefined || value === false) continue;
    if (key.startsWith('on')) made.addEventListener(key.slice(2), value);
    else if (key in made && typeof value !== 'object') made[key] = value;
    else made.setAttribute(key, value);
  }
  made.append(...children.filter((child) => child !== undefined));
  return made;
}

export const byId = (id) => document.getElementById(id);

export function initials(title) {
  return [...title.trim()].slice(0, 1).join('').toUpperCase();
}

export function clock(seconds) {
  return new Date(seconds * 1000).toLocaleTimeString(language, {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
}

export function day(seconds) {
  return new Date(seconds * 1000).toLocaleDateString(language, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
  });
}

const UNITS = ['byte', 'kilobyte', 'megabyte'];

export function fileSize(bytes) {
  const power = Math.min(UNITS.length - 1, bytes < 1 ? 0 : Math.floor(Math.log(bytes) / Math.log(1024)));
  const options = { style: 'unit', unit: UNITS[power], maximumFractionDigits: 1 };
  return (bytes / 1024 ** power).toLocaleString(language, options);
}

/** Web addresses only: a link of a bot never runs a script. */
export function safeUrl(text) {
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:/i.test(text) ? text : `https://${text}`);
  return url !== null && ['http:', 'https:', 'mailto:', 'tel:', 'tg:'].includes(url.protocol)
    ? url
    : undefined;
}
