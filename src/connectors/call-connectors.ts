import type { Connectors, DataSource, DataSourceName, Found, FoundImage, FoundPage } from '../agent/connectors'
import { ToolError } from '../agent/tool'
import type { ProviderSettings } from '../env'
import { askEach } from './ask-each'
import { askService } from './ask-service'
import { type Chosen, chooseService } from './choose-service'
import type { Question } from './question'
import type { FreshAnswers, ServiceMemory } from './service-memory'
import { Trouble } from './trouble'
import type { Way } from './way'
import { YahooFinance } from './yahoo-finance'

interface Parts {
  /** What holds for the account at this moment. */
  settings: () => Promise<ProviderSettings | undefined>
  wayTo: (settings: Pick<ProviderSettings, 'setBy'>) => Way
  /** Where the operator says that Yahoo Finance's chart and quote shapes are spoken. */
  yahooFinanceUrl: string | undefined
  memory: ServiceMemory
  now: () => number
  /** Marks the conversation: words from outside came in. */
  received: () => void
  /** Aborts when the turn stops. */
  signal: AbortSignal
}

interface Search<Item> {
  questionFor: (chosen: Chosen, query: string) => Question<Item[]>
  fresh: FreshAnswers<Item[]>
}

const PAGES = 10

/** The outside services as one call sees them. Asking the same again asks the service again only after some minutes. */
export class CallConnectors implements Connectors {
  constructor(private readonly parts: Parts) {}

  searchWeb(queries: readonly string[]): Promise<Found<FoundPage>[]> {
    return this.#search(queries, {
      questionFor: ({ service, place }, query) => service.searchWeb(query, PAGES, place),
      fresh: this.parts.memory.pages,
    })
  }

  async searchImages(queries: readonly string[], count: number): Promise<Found<FoundImage>[]> {
    const found = await this.#search(queries, {
      questionFor: ({ service, place }, query) => service.searchImages(query, count, place),
      fresh: this.parts.memory.images,
    })
    return found.map((one) => ({ ...one, items: one.items.slice(0, count) }))
  }

  dataSource(_name: DataSourceName): DataSource {
    const { yahooFinanceUrl: baseUrl, wayTo } = this.parts
    if (!baseUrl) {
      throw new ToolError(
        'yahoo_finance is not configured: the operator sets OKCVM_YAHOO_FINANCE_BASE_URL to an endpoint that speaks its chart ' +
          'and quote shapes. Do without it, and say in your answer which figures are missing; invent none.',
      )
    }
    return new YahooFinance({
      ...this.parts,
      baseUrl,
      way: wayTo({ setBy: 'operator' }),
      fresh: this.parts.memory.tables,
    })
  }

  async #search<Item>(queries: readonly string[], { questionFor, fresh }: Search<Item>): Promise<Found<Item>[]> {
    const { settings, wayTo, received, signal } = this.parts
    const chosen = await chooseService(await settings())
    const way = wayTo(chosen.settings)
    const ask = async (query: string) => {
      const question = questionFor(chosen, query)
      const items = await fresh.recall(`${question.url}\n${question.body ?? ''}`, () =>
        this.#ask(chosen, question, way),
      )
      received()
      return items
    }
    const answers = await askEach(queries, ask, signal)
    const found = answers.map((answer, at) => {
      const [items, problem] = answer instanceof Trouble ? [[], answer.message] : [answer, null]
      return { query: queries[at] ?? '', service: chosen.service.name, items, problem }
    })
    const problems = new Set(found.flatMap(({ problem }) => problem ?? []))
    if (found.every(({ problem }) => problem !== null)) throw new ToolError([...problems].join(' '))
    return found
  }

  async #ask<Item>(chosen: Chosen, question: Question<Item[]>, way: Way): Promise<Item[]> {
    const { memory } = this.parts
    const { service, place } = chosen
    const whom = `${service.name} ${place.baseUrl}`
    const quietMs = memory.quietMs(whom)
    if (quietMs > 0) throw stillQuiet(service.name, quietMs)
    try {
      return await askService(chosen, question, { ...this.parts, way })
    } catch (error) {
      if (error instanceof Trouble && error.waitMs !== undefined) memory.leaveAlone(whom, error.waitMs)
      throw error
    }
  }
}

function stillQuiet(name: string, ms: number): Trouble {
  const seconds = Math.ceil(ms / 1000)
  return new Trouble(
    `${name} asked to be left alone for another ${seconds} s. Go on with what you have, or ask then.`,
    ms,
  )
}
