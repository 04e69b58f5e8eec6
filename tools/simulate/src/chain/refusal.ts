/** Why the chain refuses something: its registered error. */
export interface Refusal {
  readonly codespace: string;
  readonly code: number;
  readonly log: string;
}

export function refused(codespace: string, code: number, log: string): Refusal {
  return { codespace, code, log };
}
