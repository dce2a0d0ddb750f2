/** What the page asks the emulator for. Every failure is an Error whose message can be shown. */

export async function getJson(path, parameters) {
  return read(await fetch(`/page/${path}?${new URLSearchParams(parameters)}`));
}

export async function act(name, body) {
  return read(
    await fetch(`/page/acts/${name}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
  );
}

export async function uploadFile(person, chat, file) {
  const parameters = new URLSearchParams({ person, chat, name: file.name });
  return read(
    await fetch(`/page/acts/file?${parameters}`, {
      method: 'POST',
      headers: { 'content-type': file.type || 'application/octet-stream' },
      body: file,
    }),
  );
}

/** Calls `onEvent` for whatever happens, and `onOpen` whenever the connection is there (again): something may have been missed. */
export function listen(onEvent, onOpen, onLost) {
  const events = new EventSource('/page/events');
  events.addEventListener('open', onOpen);
  events.addEventListener('error', onLost);
  events.addEventListener('message', ({ data }) => onEvent(JSON.parse(data)));
}

async function read(response) {
  const body = await response.json();
  if (!response.ok) throw new Error(body.error ?? `the emulator answers ${response.status}`);
  return body;
}
