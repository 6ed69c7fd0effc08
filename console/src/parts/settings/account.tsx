import { useEffect, useState } from 'preact/hooks'
import { loadMe, me, signOut } from '../../state/sign-in'
import { sentenceFor, text } from '../../text/text'
import { Button } from '../../ui/button'

/** Who is signed in, and the way out; nothing where nobody has to sign in. */
export function Account() {
  const [problem, setProblem] = useState<unknown>(undefined)
  useEffect(() => void loadMe(), [])
  const here = me.value
  if (!here || here.via === 'open') return null
  return (
    <section>
      <h2>{text.value.account}</h2>
      <p>{text.value.signedInAs(here.name)}</p>
      {problem !== undefined && (
        <p class="problem" role="alert">
          {sentenceFor(problem)}
        </p>
      )}
      <Button kind="outline" onClick={() => void signOut().catch(setProblem)}>
        {text.value.signOut}
      </Button>
    </section>
  )
}
