/** Whether a text has the form of a machine type. */
export function isMachineType(text: string): boolean {
  return /^Standard_[A-Z]+\d/.test(text);
}

/** Whether a name is one of an accelerated machine: all of their families begin with N, those with FPGAs included. */
export function isAccelerated(machineType: string): boolean {
  return /^standard_n/i.test(machineType);
}
