import { byId, element } from './dom.mjs';

/** The bot's commands over the input: opened by `/` or by the button, chosen by arrows and Enter or by a click. */
export class CommandMenu {
  #commands = [];
  #shown = [];
  #selected = 0;
  #choose;

  constructor(choose) {
    this.#choose = choose;
  }

  get isOpen() {
    return !byId('command-menu').hidden;
  }

  setCommands(commands) {
    this.#commands = commands;
    byId('commands').hidden = commands.length === 0;
  }

  /** @param text what stands in the input so far */
  open(text) {
    const begin = text.replace(/^\//, '').toLowerCase();
    this.#shown = this.#commands.filter(({ command }) => command.startsWith(begin));
    this.#selected = 0;
    this.#render();
  }

  close() {
    this.#shown = [];
    this.#render();
  }

  /** @returns whether the key was for the menu */
  take(key) {
    if (!this.isOpen) return false;
    switch (key) {
      case 'ArrowDown':
      case 'ArrowUp': {
        const step = key === 'ArrowDown' ? 1 : -1;
        this.#selected = (this.#selected + step + this.#shown.length) % this.#shown.length;
        this.#render();
        return true;
      }
      case 'Enter':
      case 'Tab':
        this.#choose(this.#shown[this.#selected].command);
        return true;
      case 'Escape':
        this.close();
        return true;
      default:
        return false;
    }
  }

  #render() {
    const menu = byId('command-menu');
    menu.hidden = this.#shown.length === 0;
    byId('commands').setAttribute('aria-expanded', String(!menu.hidden));
    menu.replaceChildren(
      ...this.#shown.map(({ command, description }, index) =>
        element(
          'li',
          {
            role: 'option',
            'aria-selected': String(index === this.#selected),
            // Before the input loses its focus.
            onmousedown: (event) => {
              event.preventDefault();
              this.#choose(command);
            },
          },
          element('strong', {}, `/${command}`),
          element('span', { className: 'quiet' }, description),
        ),
      ),
    );
    menu.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }
}
