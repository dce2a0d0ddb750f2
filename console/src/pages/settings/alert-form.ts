/** As the API has it. */
export interface AlertSettings {
  readonly silent: boolean;
  readonly apiErrors: boolean;
  readonly lossLimit: string | null;
  readonly lossCurrency: string;
  readonly quiet: { readonly from: string; readonly to: string } | null;
}

/** As it stands in the fields; what is switched off keeps its values, so that switching it on again finds them. */
export interface AlertForm {
  readonly silent: boolean;
  readonly apiErrors: boolean;
  readonly hasLoss: boolean;
  readonly lossLimit: string;
  readonly lossCurrency: string;
  readonly hasQuiet: boolean;
  readonly quietFrom: string;
  readonly quietTo: string;
}

/** What is offered to whoever switches quiet hours on. */
const NIGHT = { from: '23:00', to: '08:00' };

export function toAlertForm({ silent, apiErrors, lossLimit, lossCurrency, quiet }: AlertSettings): AlertForm {
  return {
    silent,
    apiErrors,
    hasLoss: lossLimit !== null,
    lossLimit: lossLimit === null ? '' : trimZeros(lossLimit),
    lossCurrency,
    hasQuiet: quiet !== null,
    quietFrom: (quiet ?? NIGHT).from,
    quietTo: (quiet ?? NIGHT).to,
  };
}

export function toAlertSettings(form: AlertForm): AlertSettings {
  return {
    silent: form.silent,
    apiErrors: form.apiErrors,
    lossLimit: form.hasLoss ? plainNumber(form.lossLimit) : null,
    lossCurrency: form.lossCurrency.trim().toUpperCase(),
    quiet: form.hasQuiet ? { from: form.quietFrom, to: form.quietTo } : null,
  };
}

/** What the API would refuse, told while it is typed. */
export function checkAlerts(form: AlertForm): 'limit' | 'quiet' | undefined {
  if (form.hasLoss) {
    const limit = plainNumber(form.lossLimit);
    if (!/^\d{1,10}(\.\d{1,8})?$/.test(limit) || Number(limit) <= 0) return 'limit';
  }
  const { hasQuiet, quietFrom, quietTo } = form;
  return hasQuiet && (quietFrom === '' || quietTo === '' || quietFrom === quietTo) ? 'quiet' : undefined;
}

/** A comma is a point to whoever writes Russian; spaces divide thousands. */
function plainNumber(text: string): string {
  return text.replaceAll(/\s/gu, '').replace(',', '.');
}

function trimZeros(amount: string): string {
  return amount.includes('.') ? amount.replace(/\.?0+$/, '') : amount;
}
