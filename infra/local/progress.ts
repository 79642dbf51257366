/** Shows a person what is going on: one line when a step ends, a sign of life while it runs. */
export interface Progress {
  /** Runs `work` as a step named `title`; its elapsed time and outcome are shown, and errors pass through. */
  step<T>(title: string, work: (step: Step) => Promise<T>): Promise<T>;
  /** Prints one line of its own. */
  note(line: string): void;
}

/** A running step. */
export interface Step {
  /** Replaces what is shown behind the title, e.g. `built from its Go module`. */
  detail(text: string): void;
}
