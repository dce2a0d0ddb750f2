export const en = {
  starting: 'Reading the first rows…',
  reading_one: '{{count}} row read…',
  reading_other: '{{count}} rows read…',
  done_one: '{{count}} row in the file, which is in your downloads',
  done_other: '{{count}} rows in the file, which is in your downloads',
  stop: 'Stop',
} as const;
