import { render } from 'preact'
import { App } from './app'
import { loadConversations } from './state/conversations'
import { loadModels } from './state/models'
import { followRoute } from './state/opened'
import './style/index.css'

const place = document.getElementById('app')
if (!place) throw new Error('index.html has no element with the id "app".')

followRoute()
render(<App />, place)
void loadModels()
addEventListener('focus', () => void loadConversations())
