/**
 * Text in Telegram's HTML whose foreign parts are escaped already. Only what is in this file makes one, so a name with a `<` in it can
 * neither break a message nor put a link into it.
 */
export class Html {
  readonly value: string;

  private constructor(value: string) {
    this.value = value;
  }

  /** Text as it is: `<`, `>` and `&` are escaped. */
  static text(text: string): Html {
    return new Html(escapeHtml(text));
  }

  /** For the catalogues of texts, whose markup is ours and whose values were escaped one by one. */
  static trusted(markup: string): Html {
    return new Html(markup);
  }

  static join(parts: readonly Html[], separator = ''): Html {
    return new Html(parts.map((part) => part.value).join(separator));
  }
}

/** Telegram asks for these three. https://core.telegram.org/bots/api#html-style */
export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** `` html`<b>${name}</b>` ``: the markup is trusted, each value is escaped unless it is `Html` itself. */
export function html(markup: TemplateStringsArray, ...values: readonly (Html | string | number)[]): Html {
  const parts = markup.map((part, index) => {
    const value = values[index];
    if (value === undefined) return part;
    return part + (value instanceof Html ? value.value : escapeHtml(String(value)));
  });
  return Html.trusted(parts.join(''));
}
