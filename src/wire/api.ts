import { getAccountSettings, updateAccountSettings } from './account-settings'
import { decideApproval, listApprovals } from './approvals'
import { readAttachment } from './attachments'
import { chat } from './chat'
import * as conversations from './conversations'
import { deleteDeployment, listDeployments, openDeployment, readSite } from './deployments'
import type { Endpoint, PlainEndpoint } from './endpoint'
import { watchEvents } from './events'
import { deleteFile, listFiles, putFile, readFile } from './files'
import { createKey, listKeys, revokeKey } from './keys'
import { listMessages } from './messages'
import * as providers from './provider-settings'
import { readRemoteImage } from './remote-images'
import { createRewrap } from './rewraps'
import * as signIn from './sign-in'
import { createRebuild, getHealth, getOpenApi, listModels } from './system'
import { cancelTurn, getInvocation, getTurn, sendMessage } from './turns'
import { getUsage } from './usage'

/** Every endpoint, in the order of the OpenAPI document; its keys are the operation ids. */
export const api: Record<string, Endpoint | PlainEndpoint> = {
  chat,
  listConversations: conversations.listConversations,
  createConversation: conversations.createConversation,
  getConversation: conversations.getConversation,
  updateConversation: conversations.updateConversation,
  deleteConversation: conversations.deleteConversation,
  listMessages,
  sendMessage,
  getTurn,
  getInvocation,
  cancelTurn,
  listApprovals,
  decideApproval,
  watchEvents,
  listFiles,
  readFile,
  putFile,
  deleteFile,
  readAttachment,
  listDeployments,
  openDeployment,
  deleteDeployment,
  readSite,
  listModels,
  getSignIn: signIn.getSignIn,
  createSignIn: signIn.createSignIn,
  deleteSignIn: signIn.deleteSignIn,
  startOidcSignIn: signIn.startOidcSignIn,
  finishOidcSignIn: signIn.finishOidcSignIn,
  getCaller: signIn.getCaller,
  listKeys,
  createKey,
  revokeKey,
  listProviderSettings: providers.listProviderSettings,
  saveProviderSetting: providers.saveProviderSetting,
  deleteProviderSetting: providers.deleteProviderSetting,
  tryProviderSetting: providers.tryProviderSetting,
  getUsage,
  readRemoteImage,
  getAccountSettings,
  updateAccountSettings,
  createRebuild,
  createRewrap,
  getOpenApi,
  getHealth,
}
