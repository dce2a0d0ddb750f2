import { CommandMenu } from './command-menu.mjs';
import { byId, element } from './dom.mjs';
import { summary } from './message-view.mjs';
import { say } from './words.mjs';

/** What a person writes with: text, commands, files, the bot's keyboard. */
export class Composer {
  #say;
  #sendFile;
  #menu;
  #replyTo;

  /** @param acts `say(text, replyTo)`, `sendFile(file)`, `shareContact()` */
  constructor(acts) {
    this.#say = acts.say;
    this.#sendFile = acts.sendFile;
    this.shareContact = acts.shareContact;
    this.#menu = new CommandMenu((command) => {
      this.#menu.close();
      this.#clear();
      void this.#say(`/${command}`);
    });
    this.#listen();
  }

  /** @param chat as in the overview */
  show(chat) {
    this.#menu.setCommands(chat.commands);
    this.#showKeyboard(chat.keyboard);
    byId('text').placeholder = chat.keyboard?.input_field_placeholder || say('Message');
  }

  /** A chat was opened. */
  begin() {
    this.#clear();
    this.#menu.close();
    if (matchMedia('(width > 760px)').matches) byId('text').focus();
  }

  reply(message) {
    this.#replyTo = message;
    byId('reply-bar').hidden = message === undefined;
    byId('reply-text').textContent =
      message === undefined
        ? ''
        : say('Reply to {name}: {text}', { name: message.from.first_name, text: summary(message) });
    if (message !== undefined) byId('text').focus();
  }

  #listen() {
    const text = byId('text');
    text.addEventListener('input', () => {
      this.#fit();
      if (/^\/\w*$/.test(text.value)) this.#menu.open(text.value);
      else this.#menu.close();
    });
    text.addEventListener('keydown', (event) => {
      if (this.#menu.take(event.key)) {
        event.preventDefault();
      } else if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        void this.#submit();
      }
    });
    text.addEventListener('blur', () => this.#menu.close());
    byId('input-form').addEventListener('submit', (event) => {
      event.preventDefault();
      void this.#submit();
    });
    byId('commands').addEventListener('click', () => {
      if (this.#menu.isOpen) this.#menu.close();
      else {
        text.focus();
        this.#menu.open('');
      }
    });
    byId('reply-cancel').addEventListener('click', () => this.reply(undefined));
    byId('attach').addEventListener('click', () => byId('file').click());
    byId('file').addEventListener('change', ({ target }) => {
      for (const file of target.files) void this.#sendFile(file);
      target.value = '';
    });
    this.#listenToDrops();
  }

  #listenToDrops() {
    const chat = byId('chat');
    const hint = byId('drop-hint');
    chat.addEventListener('dragover', (event) => {
      event.preventDefault();
      hint.hidden = false;
    });
    chat.addEventListener('dragleave', ({ relatedTarget }) => {
      if (!chat.contains(relatedTarget)) hint.hidden = true;
    });
    chat.addEventListener('drop', (event) => {
      event.preventDefault();
      hint.hidden = true;
      for (const file of event.dataTransfer.files) void this.#sendFile(file);
    });
    byId('text').addEventListener('paste', (event) => {
      const files = [...event.clipboardData.files];
      if (files.length === 0) return;
      event.preventDefault();
      for (const file of files) void this.#sendFile(file);
    });
  }

  async #submit() {
    const text = byId('text').value;
    if (text.trim() === '') return;
    // What was refused stays, so that nothing written is lost.
    if (await this.#say(text, this.#replyTo?.message_id)) this.#clear();
  }

  #clear() {
    byId('text').value = '';
    this.reply(undefined);
    this.#fit();
  }

  #fit() {
    const text = byId('text');
    text.style.height = '';
    // With its border; a hidden one has no height to go by.
    if (text.scrollHeight > text.clientHeight) text.style.height = `${text.scrollHeight + 2}px`;
  }

  #showKeyboard(keyboard) {
    const panel = byId('keyboard');
    panel.hidden = keyboard === undefined;
    panel.replaceChildren(
      ...(keyboard?.keyboard ?? []).map((row) =>
        element(
          'div',
          { className: 'button-row' },
          ...row.map((button) =>
            element(
              'button',
              {
                type: 'button',
                onclick: () =>
                  button.request_contact ? void this.shareContact() : void this.#say(button.text),
              },
              button.request_contact ? `${button.text} ☎` : button.text,
            ),
          ),
        ),
      ),
    );
  }
}
