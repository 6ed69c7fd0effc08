import { providerSettings } from '../accounts/provider-settings'
import { type Env, readConfig } from '../env'
import { AppError, isAppError } from '../errors'
import { type Choice, getModel, listModels } from '../models/catalog'
import type { ChatModel } from '../models/model'
import { reportUnexpected } from '../telemetry'

/** What a new turn or conversation begins with. */
export interface ChosenModel {
  /** Under which the turn or conversation is kept. */
  id: string
  /** Undefined where the settings could not be read: a message is taken all the same, and its call asks again. */
  model: ChatModel | undefined
}

/** The models that an account can use at this moment, by its settings in D1. */
export class AccountModels {
  constructor(private readonly env: Env) {}

  /** For one call. Throws model_failed, which is worth another try, where D1 fails. */
  async forCall(account: string, id: string): Promise<ChatModel> {
    return getModel(await this.#read(account), id)
  }

  /** The one that is wanted if it is offered, else the default. */
  async choose(account: string, wanted: string): Promise<ChosenModel> {
    try {
      const model = getModel(await this.#read(account), wanted)
      return { id: model.id, model }
    } catch {
      const id = wanted || getModel({ config: readConfig(this.env), env: this.env }, undefined).id
      return { id, model: undefined }
    }
  }

  /** Throws bad_request where the account has no such model. */
  async require(account: string, id: string): Promise<void> {
    const models = listModels(await this.#read(account))
    if (models.some((model) => model.id === id)) return
    throw new AppError('bad_request', 'model: there is no such model here. GET /api/models lists them.')
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
