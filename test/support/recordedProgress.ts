import type { Progress, Step } from "../../infra/local/progress";

/** Progress that keeps what it was told, for assertions. */
export class RecordedProgress implements Progress {
  /** Titles of the steps in the order of their starts. */
  readonly steps: string[] = [];
  readonly details: string[] = [];
  readonly notes: string[] = [];

  step<T>(title: string, work: (step: Step) => Promise<T>): Promise<T> {
    this.steps.push(title);
    return work({ detail: (text) => void this.details.push(text) });
  }

  note(line: string): void {
    this.notes.push(line);
  }
}
