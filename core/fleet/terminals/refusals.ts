// Nothing is imported here: who only explains a refusal does not load the database's driver.

/** No such terminal, or none that the person may see: they are not told which. */
export class TerminalUnknownError extends Error {
  override readonly name = 'TerminalUnknownError';
}

/** Another terminal has the host and port; whose it is is nobody's business. */
export class AddressTakenError extends Error {
  override readonly name = 'AddressTakenError';
}

/** Another terminal of the fleet has the name. */
export class NameTakenError extends Error {
  override readonly name = 'NameTakenError';
}

export class FleetFullError extends Error {
  override readonly name = 'FleetFullError';
}

/** There is no such import of the person, or it is older than an hour. */
export class ImportUnknownError extends Error {
  override readonly name = 'ImportUnknownError';
}
