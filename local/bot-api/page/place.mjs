/** Who looks at which chat; kept in the address, so that a reload and a bookmark lead back. */
export const place = readPlace();

export function readPlace() {
  const parameters = new URLSearchParams(location.hash.slice(1));
  return {
    person: Number(parameters.get('person')) || 1,
    chat: parameters.get('chat') ?? undefined,
    lang: parameters.get('lang') ?? undefined,
  };
}

export function writePlace() {
  const parameters = new URLSearchParams({
    person: place.person,
    ...(place.chat ? { chat: place.chat } : {}),
    ...(place.lang === undefined ? {} : { lang: place.lang }),
  });
  history.replaceState(undefined, '', `#${parameters}`);
  document.body.classList.toggle('in-chat', place.chat !== undefined);
}
