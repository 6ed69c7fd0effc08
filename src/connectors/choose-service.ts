import type { ProviderSettings } from '../env'
import type { SearchService as ServiceName } from '../wire/provider-settings'
import { brave } from './brave'
import type { Place, SearchService } from './search-service'
import { searxng } from './searxng'
import { tavily } from './tavily'
import { Trouble } from './trouble'

const services: Record<ServiceName, SearchService> = { brave, tavily, searxng }

export interface Chosen {
  settings: ProviderSettings
  service: SearchService
  place: Place
  /** Who can change the setting, and where: the end of a sentence about it. */
  remedy: string
}

const IN_CONSOLE = 'the person enters it in the console, Settings, “Models and services”, Search'

/** The service that the settings name. Throws Trouble with what is missing, and where to enter it. */
export async function chooseService(settings: ProviderSettings | undefined): Promise<Chosen> {
  if (!settings) {
    throw new Trouble(
      `Search is not set up here: ${IN_CONSOLE}, or the operator sets OKCVM_SEARCH_SERVICE (brave, tavily or searxng) ` +
        'with OKCVM_SEARCH_API_KEY, for searxng with OKCVM_SEARCH_BASE_URL. Until then open known addresses with ' +
        'browser_visit, and say what could not be searched.',
    )
  }
  const isOperators = settings.setBy === 'operator'
  const missing = (what: string, variable: string) =>
    new Trouble(
      `Search is not set up in full, ${what} is missing: ${isOperators ? `the operator sets ${variable}` : IN_CONSOLE}.`,
    )
  if (!settings.service) throw missing('the service', 'OKCVM_SEARCH_SERVICE to brave, tavily or searxng')
  const service = services[settings.service]
  const baseUrl = settings.baseUrl ?? service.baseUrl
  if (!baseUrl || !URL.canParse(baseUrl)) throw missing('the address', 'OKCVM_SEARCH_BASE_URL')
  const key = await settings.openKey()
  if (service.needsKey && !key) throw missing('the key', 'OKCVM_SEARCH_API_KEY')
  const remedy = isOperators ? 'The operator sets it by OKCVM_SEARCH_… variables' : `To change it, ${IN_CONSOLE}`
  return { settings, service, place: { baseUrl, key }, remedy }
}
