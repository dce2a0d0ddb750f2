/** On one machine the owner of its terminals is its administrator too, whatever bot there is and whoever gets its alarms. */
const LOCAL_ADMINISTRATOR = 1;

export interface AdministratorSource {
  /** On one machine: anybody is signed in as anybody. */
  readonly hasDevLogin: boolean;
  /** A person's private chat has the person's id. */
  readonly readAlarmChats: () => Promise<readonly string[]>;
}

/** Who may see and change the system itself: whoever gets its alarms. */
export function administratorsOf({
  hasDevLogin,
  readAlarmChats,
}: AdministratorSource): (userId: number) => Promise<boolean> {
  return async (userId) =>
    (hasDevLogin && userId === LOCAL_ADMINISTRATOR) || (await readAlarmChats()).includes(String(userId));
}
