/** Paths on a square of 24. */
const PATHS = {
  fleet: 'M4 6h16M4 12h16M4 18h16',
  orders: 'M7 4v16m0 0-3-3m3 3 3-3M17 20V4m0 0-3 3m3-3 3 3',
  statistics: 'M4 20V10m5.5 10V4M15 20v-7m5 7V8',
  commands: 'm5 7 5 5-5 5m7 0h7',
  health: 'M3 12h4l3-7 4 14 3-7h4',
  chats: 'M4 5h16v11H9l-5 4z',
  settings:
    'M12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6Zm8 3-2-.6-.6-1.5 1-1.8-1.9-1.9-1.8 1-1.5-.6L12.7 4h-1.4l-.5 1.9-1.5.6-1.8-1-1.9 1.9 1 1.8L6 10.7l-2 .6v1.4l2 .6.6 1.5-1 1.8 1.9 1.9 1.8-1 1.5.6.5 1.9h1.4l.5-1.9 1.5-.6 1.8 1 1.9-1.9-1-1.8.6-1.5 2-.6z',
  api: 'm9 8-4 4 4 4m6-8 4 4-4 4',
  more: 'M5 12h.01M12 12h.01M19 12h.01',
  search: 'M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13Zm5 11.5L20 20',
  plus: 'M12 5v14M5 12h14',
  close: 'm6 6 12 12M18 6 6 18',
  sun: 'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8Zm0-5v2m0 14v2M3 12h2m14 0h2M5.6 5.6 7 7m10 10 1.4 1.4m0-12.8L17 7M7 17l-1.4 1.4',
  moon: 'M20 14.5A8 8 0 0 1 9.5 4a8 8 0 1 0 10.5 10.5Z',
  auto: 'M12 4a8 8 0 1 0 0 16zm0 0a8 8 0 0 1 0 16',
  up: 'm6 14 6-6 6 6',
  down: 'm6 10 6 6 6-6',
  left: 'm14 6-6 6 6 6',
  right: 'm10 6 6 6-6 6',
  copy: 'M9 9h11v11H9zM5 15H4V4h11v1',
  download: 'M12 4v11m0 0-4-4m4 4 4-4M4 20h16',
  upload: 'M12 16V5m0 0L8 9m4-4 4 4M4 20h16',
  edit: 'm4 20 1-4L16 5l3 3L8 19z',
  trash: 'M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13',
  refresh: 'M19 6v4h-4M5 18v-4h4m-3-4a7 7 0 0 1 12-2l1 2M18 14a7 7 0 0 1-12 2l-1-2',
  warning: 'M12 4 3 19h18zm0 6v4m0 3h.01',
  person: 'M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8ZM4.5 20a7.5 7.5 0 0 1 15 0',
  out: 'M14 4h5v16h-5M10 8l-4 4 4 4m-4-4h9',
  check: 'm5 12 5 5 9-10',
  offline: 'M3 3l18 18M5 10a11 11 0 0 1 5-2.6M8.5 14a5 5 0 0 1 5-1M19 10a11 11 0 0 0-5.5-2.8M12 18h.01',
} as const;

export type IconName = keyof typeof PATHS;

/** Beside words, which say the same: a screen reader passes it by. */
export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
