import type { TodoList } from '../agent/tool'
import type { Todo } from '../wire/preview'

/** The agent's to-do list, as one call sees it: what it writes is kept with its result. */
export class StagedTodos implements TodoList {
  #written: Todo[] | undefined

  constructor(private readonly sql: SqlStorage) {}

  read(): Todo[] {
    if (this.#written) return this.#written
    return this.sql
      .exec<Todo & Record<string, string>>('SELECT id, content, priority, status FROM todos ORDER BY position')
      .toArray()
  }

  write(todos: Todo[]): void {
    this.#written = todos
  }

  commit(): void {
    if (!this.#written) return
    this.sql.exec('DELETE FROM todos')
    for (const [position, { id, content, priority, status }] of this.#written.entries()) {
      this.sql.exec(
        'INSERT INTO todos (position, id, content, priority, status) VALUES (?, ?, ?, ?, ?)',
        position,
        id,
        content,
        priority,
        status,
      )
    }
  }
}
