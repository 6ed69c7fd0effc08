import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { startOidcSignIn } from '../../../src/wire/sign-in'
import { loadWays, signIn, ways, waysProblem } from '../state/sign-in'
import { sentenceFor, text } from '../text/text'
import { Button } from '../ui/button'
import { Notice } from '../ui/notice'

/** What the server said of a sign-in elsewhere that did not work out. */
const cameBack = (['refused', 'failed'] as const).find(
  (problem) => problem === new URLSearchParams(location.search).get('sign_in'),
)

/** Stands before the console while the server knows nobody. */
export function SignInPage() {
  useEffect(() => {
    document.title = `${text.value.signIn} · ${text.value.appName}`
    void loadWays()
  }, [])
  return (
    <main id="talk" class="main setup" tabIndex={-1}>
      <Notice title={text.value.signInTitle}>
        <p>{text.value.signInLine}</p>
        {cameBack && (
          <p class="problem" role="alert">
            {text.value.signInProblems[cameBack]}
          </p>
        )}
        <Ways />
      </Notice>
    </main>
  )
}

function Ways() {
  if (waysProblem.value !== undefined) {
    return (
      <>
        <p role="alert">{sentenceFor(waysProblem.value)}</p>
        <Button kind="outline" onClick={() => void loadWays()}>
          {text.value.tryAgain}
        </Button>
      </>
    )
  }
  const here = ways.value
  if (!here) return <p>{text.value.loading}</p>
  return (
    <>
      {here.passphrase && <PassphraseForm />}
      {here.oidc !== null && (
        <a
          class={here.passphrase ? 'button outline' : 'button primary'}
          href={`${startOidcSignIn.path}?to=${encodeURIComponent(location.pathname)}`}
        >
          {text.value.signInWith(here.oidc)}
        </a>
      )}
      {here.access && (
        <Button kind="outline" onClick={() => location.reload()}>
          {text.value.signInWith('Cloudflare Access')}
        </Button>
      )}
    </>
  )
}

function PassphraseForm() {
  const field = useRef<HTMLInputElement>(null)
  const [isBusy, setBusy] = useState(false)
  const [problem, setProblem] = useState<unknown>(undefined)
  useLayoutEffect(() => field.current?.focus(), [])
  const submit = async () => {
    const passphrase = field.current?.value ?? ''
    if (passphrase === '' || isBusy) return
    setBusy(true)
    setProblem(undefined)
    await signIn(passphrase).catch((error: unknown) => {
      setProblem(error)
      setBusy(false)
      field.current?.select()
    })
  }
  return (
    <form
      class="form sign-in"
      onSubmit={(event) => {
        event.preventDefault()
        void submit()
      }}
    >
      <input type="text" name="username" autocomplete="username" value="operator" hidden readOnly />
      <label>
        {text.value.passphrase}
        <input
          ref={field}
          type="password"
          name="passphrase"
          autocomplete="current-password"
          maxLength={1024}
          required
        />
      </label>
      {problem !== undefined && (
        <p class="problem" role="alert">
          {sentenceFor(problem)}
        </p>
      )}
      <Button kind="primary" type="submit" disabled={isBusy}>
        {text.value.signIn}
      </Button>
    </form>
  )
}
