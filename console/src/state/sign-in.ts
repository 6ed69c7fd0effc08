import { signal } from '@preact/signals'
import type * as z from 'zod/mini'
import * as wire from '../../../src/wire/sign-in'
import { call, whenRefused } from '../api'
import { loadConversations } from './conversations'
import { loadModels } from './models'
import { opened } from './opened'
import { forgetDrafts } from './settings'

type Me = z.infer<typeof wire.getCaller.reply>

/** The server knows nobody here: the console waits behind the sign-in page, and keeps what was typed. */
export const isSignedOut = signal(false)
export const ways = signal<wire.SignInWays | undefined>(undefined)
export const me = signal<Me | undefined>(undefined)
export const waysProblem = signal<unknown>(undefined)

whenRefused(() => {
  isSignedOut.value = true
})

export async function loadWays(): Promise<void> {
  waysProblem.value = undefined
  try {
    ways.value = await call(wire.getSignIn, {})
  } catch (problem) {
    waysProblem.value = problem
  }
}

export async function loadMe(): Promise<void> {
  me.value = await call(wire.getCaller, {}).catch(() => undefined) // the settings then show nobody
}

/** Throws where the passphrase is wrong; else the console comes back as it stood. */
export async function signIn(passphrase: string): Promise<void> {
  await call(wire.createSignIn, { body: { passphrase } })
  isSignedOut.value = false
  const { talk, start } = opened.peek()
  await Promise.all([loadModels(), loadConversations(), talk.state.peek() === 'problem' ? start() : undefined])
}

/** Nothing of the person stays in this browser: drafts are forgotten and the page begins anew. */
export async function signOut(): Promise<void> {
  await call(wire.deleteSignIn, {})
  forgetDrafts()
  location.assign(me.peek()?.via === 'access' ? '/cdn-cgi/access/logout' : '/')
}
