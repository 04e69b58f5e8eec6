/** What is wrong with the disk that a process writes to. */
export interface DiskFaults {
  /** no write is carried out */
  full: boolean;
  /** so many of the next writes are carried out, and then reported as failed, as when fsync fails */
  failingSyncs: number;
}

export function soundDisk(): DiskFaults {
  return { full: false, failingSyncs: 0 };
}
