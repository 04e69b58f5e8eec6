/** What must be there, because the model put it there. @throws Error if the model is wrong */
export function there<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`the model has no ${what}`);
  return value;
}
