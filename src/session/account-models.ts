import { providerSettings } from '../accounts/provider-settings'
import { type Env, readConfig } from '../env'
import { AppError, isAppError } from '../errors'
import { type Choice, getModel, listModels } from '../models/catalog'
import type { ChatModel } from '../models/model'
import { reportUnexpected } from '../telemetry'

/** The models that an account can use at this moment, by its settings in D1. */
export class AccountModels {
  #reading: { account: string; choice: Promise<Choice> } | undefined

  constructor(private readonly env: Env) {}

  /** For one call. Throws model_failed, which is worth another try, where D1 fails. */
  async forCall(account: string, id: string): Promise<ChatModel> {
    return getModel(await this.#read(account), id)
  }

  /** Under which id a new turn or conversation is kept: the one that is wanted if it is offered, else the default. */
  async idFor(account: string, wanted: string): Promise<string> {
    try {
      return getModel(await this.#readTogether(account), wanted).id
    } catch {
      // A message is taken also where D1 is not well; its call decides again.
      return wanted || getModel({ config: readConfig(this.env), env: this.env }, undefined).id
    }
  }

  /** Throws bad_request where the account has no such model. */
  async require(account: string, id: string): Promise<void> {
    const models = listModels(await this.#read(account))
    if (models.some((model) => model.id === id)) return
    throw new AppError('bad_request', 'model: there is no such model here. GET /api/models lists them.')
  }

  /** Many messages at once share one look. */
  #readTogether(account: string): Promise<Choice> {
    if (this.#reading?.account === account) return this.#reading.choice
    const choice = this.#read(account).finally(() => {
      this.#reading = undefined
    })
    this.#reading = { account, choice }
    return choice
  }

  async #read(account: string): Promise<Choice> {
    const { env } = this
    try {
      return { config: readConfig(env), env, chat: await providerSettings(env, account, 'chat') }
    } catch (error) {
      if (isAppError(error)) throw error
      reportUnexpected(error, { settings: 'chat' })
      throw new AppError('model_failed', 'The settings of the model could not be read. Try again in a moment.')
    }
  }
}
