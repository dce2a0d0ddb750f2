import { showAlert, toast } from './notices.mjs';

/** Taps wait for their answer for as long as Telegram lets a bot think. */
const TAP_LIMIT_MS = 60_000;
const EARLY_MS = 5_000;

/** Taps that were not answered yet: their buttons turn. */
export class Taps {
  /** What ends a button's turning, by the id of its query. */
  #waiting = new Map();
  /** Answers that came before the page knew the id of its query. */
  #early = new Map();
  #openUrl;

  constructor(openUrl) {
    this.#openUrl = openUrl;
  }

  /** @param ask tells the emulator, gives the id of the query */
  async begin(node, ask) {
    if (node.classList.contains('is-waiting')) return;
    node.classList.add('is-waiting');
    const done = () => node.classList.remove('is-waiting');
    try {
      const { queryId } = await ask();
      const early = this.#early.get(queryId);
      if (early !== undefined) {
        done();
        this.#early.delete(queryId);
        this.#show(early);
        return;
      }
      this.#waiting.set(queryId, done);
      setTimeout(() => {
        if (this.#waiting.delete(queryId)) done();
      }, TAP_LIMIT_MS);
    } catch (error) {
      done();
      toast(error.message);
    }
  }

  /** An answer came; perhaps to a tap in another window. */
  take(event) {
    const done = this.#waiting.get(event.queryId);
    if (done === undefined) {
      this.#early.set(event.queryId, event);
      setTimeout(() => this.#early.delete(event.queryId), EARLY_MS);
      return;
    }
    this.#waiting.delete(event.queryId);
    done();
    this.#show(event);
  }

  #show({ text, isAlert, url }) {
    if (url !== undefined) this.#openUrl(new URL(url));
    if (text === undefined || text === '') return;
    if (isAlert) showAlert(text);
    else toast(text);
  }
}
