import { Crawler } from '../../../src/sandbox/browser/crawler'
import { browserContract } from './contract'

browserContract('crawler', (place) => new Crawler(place))
