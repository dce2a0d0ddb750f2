import { byId, element } from './dom.mjs';

const SHOWN_MS = 4_000;

/** A line that goes away by itself. */
export function toast(text) {
  const node = element('div', { className: 'toast' }, text);
  byId('toasts').append(node);
  setTimeout(() => node.remove(), SHOWN_MS);
}

/** What has to be acknowledged. */
export function showAlert(text) {
  byId('alert-text').textContent = text;
  byId('alert').showModal();
}
