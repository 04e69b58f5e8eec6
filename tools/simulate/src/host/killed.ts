/** What a process that was killed meets when it calls into the world: nothing after it is seen by anybody. */
export class Killed extends Error {
  override readonly name = 'Killed';
}
