import { ToolError } from '../agent/tool'

/** A service did not answer well; the sentence is for the model. */
export class Trouble extends ToolError {
  override name = 'Trouble'

  /** @param waitMs how long the service asks to be left alone, where it says so. */
  constructor(
    message: string,
    readonly waitMs?: number,
  ) {
    super(message)
  }
}
